"""Coding on the web."""
