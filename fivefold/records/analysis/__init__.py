"""Freezes, and the figures that stand on them."""
