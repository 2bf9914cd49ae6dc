"""Fivefold: contextual assessments recorded, released, coded, compared and reported."""

import os

__version__ = "0.1.0"

# Arrow's own choice keeps what was freed, of a million codings some 120 MB. It reads this when it is first imported.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")
