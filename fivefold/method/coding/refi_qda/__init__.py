"""Exchange with other coding programs (REFI-QDA 1.5): read what they wrote, write what they can read."""

from fivefold.method.coding.refi_qda.reading import read
from fivefold.method.coding.refi_qda.writing import Container, write, write_codes

__all__ = ["Container", "read", "write", "write_codes"]
