"""The audit trail of a study."""
