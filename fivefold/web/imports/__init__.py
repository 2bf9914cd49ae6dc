"""Bringing a study folder in, what each import came to, and taking the whole study out."""
