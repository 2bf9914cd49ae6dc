"""Signing in, one's own account, members of a study, people and sites."""
