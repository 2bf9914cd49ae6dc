"""The trail's page and its files."""
