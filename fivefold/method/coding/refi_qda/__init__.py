"""Exchange with other coding programs (REFI-QDA 1.5): read what they wrote, write what they can read."""

from fivefold.method.coding.refi_qda.reading import open_project, read
from fivefold.method.coding.refi_qda.writing import Container, write, write_codes

__all__ = ["Container", "open_project", "read", "write", "write_codes"]
