"""Briefings and checks of claims, made of a freeze."""
