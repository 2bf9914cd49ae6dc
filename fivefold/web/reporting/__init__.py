"""Published figures checked, the briefing, and findings for commissioners."""
