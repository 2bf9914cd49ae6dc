"""Keys and sealed values: nothing anybody typed reaches storage in clear."""
