"""What changes people, sites, studies and roles: each one transaction and one event."""
