"""Everything somebody may change: lines of sealed, immutable revisions, each made by one event."""
