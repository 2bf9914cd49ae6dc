"""What may be done to a study and its submissions: one action, one transaction, one event."""
