"""What axe finds on a page, in words a failing test can show."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

REPEATED = "article.ff-entry:nth-of-type(n+4)"
"""Entries of a register after the first of each kind: built alike, and axe takes longest over them."""


def violations(page: Page, *, only: str = "", leave_out: str = "") -> list[str]:
    """Each violation with the element it stands in; [] when axe finds none.

    only, leave_out: selectors of what alone is looked at, and of what is not.
    """
    looked_at = {"include": [[only]]} if only else {}
    context = looked_at | ({"exclude": [[leave_out]]} if leave_out else {})
    # axe would ask for the stylesheet again by script, which a strict policy forbids and axe can do without.
    found = Axe().run(page, context=context or None, options={"preload": False}).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
