"""What axe finds on a page, in words a failing test can show."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

REPEATED = "article.ff-entry:nth-of-type(n+4), .ff-svg text"
"""Entries of a register after the first of each kind, which are built alike, and the words in charts, which axe cannot
judge: it takes longest over these. The contrast of charts is computed in tests/method/reporting/test_charts.py."""


def violations(page: Page, *, only: str = "", leave_out: str = "") -> list[str]:
    """Each violation with the element it stands in; [] when axe finds none.

    only: a selector of what alone is looked at. leave_out: of what is not, several parted by ", ".
    """
    looked_at = {"include": [[only]]} if only else {}
    context = looked_at | ({"exclude": [[part] for part in leave_out.split(", ")]} if leave_out else {})
    # axe would ask for the stylesheet again by script, which a strict policy forbids and axe can do without.
    found = Axe().run(page, context=context or None, options={"preload": False}).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
