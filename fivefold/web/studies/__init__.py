"""A study's home: what is in, what is missing, what to do next."""
