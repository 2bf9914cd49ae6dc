"""What axe finds on a page, in words a failing test can show."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

REPEATED = "article.ff-entry:nth-of-type(n+4), .ff-svg text"
"""Entries of a register after the first of each kind, which are built alike, and the words in charts, which axe cannot
judge: it takes longest over these. The contrast of charts is computed in tests/method/reporting/test_charts.py."""


WHATEVER_THE_SIZE = ("aria-allowed-attr", "dlitem", "duplicate-id-aria", "region", "skip-link")
"""Rules that judge how elements stand in each other, and take long over a long page. At a second size of the same page
they would say the same again."""


def violations(page: Page, *, only: str = "", leave_out: str = "", without: Sequence[str] = ()) -> list[str]:
    """Each violation with the element it stands in; [] when axe finds none.

    only: a selector of what alone is looked at. leave_out: of what is not, several parted by ", ". without: rules that
    are not asked.
    """
    looked_at = {"include": [[only]]} if only else {}
    context = looked_at | ({"exclude": [[part] for part in leave_out.split(", ")]} if leave_out else {})
    # axe would ask for the stylesheet again by script, which a strict policy forbids and axe can do without.
    # Nor is it to describe everything that passes: on a long page that takes as long as looking at it.
    options = {
        "preload": False,
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    found = Axe().run(page, context=context or None, options=options).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
