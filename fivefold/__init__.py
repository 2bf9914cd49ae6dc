"""Fivefold: contextual assessments recorded, released, coded, compared and reported."""

__version__ = "0.1.0"
