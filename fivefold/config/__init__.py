"""Wiring: settings from the environment, addresses, and the way in for a server. No rules."""
