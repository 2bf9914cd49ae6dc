"""Coding as records: layers of codings, the codebook, memos."""
