"""Who gets where: every address x method x person x tenant, complete by introspection."""
