"""Coding on the web: coded entries, the codebook with its passages, memos, agreement."""
