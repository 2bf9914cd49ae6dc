"""People, sites, studies as tenants, roles, and what each may see."""
