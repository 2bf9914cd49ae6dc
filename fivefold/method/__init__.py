"""The science: values in, results out. No Django, no clock and no chance of its own."""
