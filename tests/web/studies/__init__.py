"""A study's home."""
