"""My work, for each role."""
