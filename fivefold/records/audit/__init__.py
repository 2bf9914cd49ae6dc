"""What happened: an append-only, chained log without content."""
