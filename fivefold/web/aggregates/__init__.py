"""Aggregates of one's own site, for whoever leads it."""
