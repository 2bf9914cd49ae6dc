"""Codings, passages, codebooks and memos as records."""
