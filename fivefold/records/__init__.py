"""The records: who may change what, when, and what is written down. Ordinary Django apps."""
