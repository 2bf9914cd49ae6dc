"""Tables, what stands behind a number, the table builder, and freezes."""
