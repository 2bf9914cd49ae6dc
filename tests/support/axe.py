"""What axe finds on a page, in words a failing test can show."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

STRUCTURE = """() => {
  const told = (one) => {
    const attributes = [...one.attributes]
      .map(({ name, value }) => (['class', 'role', 'type', 'scope'].includes(name) ? `${name}=${value}` : name));
    const kept = [];
    for (const inner of [...one.children]) {
      const structure = told(inner);
      if (kept.filter((each) => each === structure).length > 1) { inner.remove(); } else { kept.push(structure); }
    }
    return `${one.tagName}[${attributes}](${[...new Set(kept)].sort()})`;
  };
  return told(document.body);
}"""
"""What a page is built of: elements, classes and which attributes there are, not how many of each. Of siblings built of
the same it leaves two on the page: axe would say the same of the thousandth row as of the first, after minutes."""

DRAWN = ".ff-svg text"
"""The words in charts, which axe cannot judge and takes longest over. Their contrast is computed in
tests/method/reporting/test_charts.py."""

WHATEVER_THE_SIZE = ("aria-allowed-attr", "dlitem", "duplicate-id-aria", "region", "skip-link")
"""Rules that judge how elements stand in each other, and take long over a long page. At a second size of the same page
they would say the same again."""


_FOUND = """async ([context, options]) => {
  const { violations } = await axe.run(context === 'document' ? document : context, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""
"""Asks for what is wrong alone: the rest of the answer is long, and on a page with its own policy so is the script."""


def simplify(page: Page) -> None:
    """Leave on the page two of several siblings that are built alike. The others are gone: this comes last."""
    page.evaluate(STRUCTURE)


def violations(page: Page, *, only: str = "", leave_out: str = "", without: Sequence[str] = ()) -> list[str]:
    """Each violation with the element it stands in; [] when axe finds none.

    only: a selector of what alone is looked at. leave_out: of what is not. without: rules that are not asked.
    """
    looked_at = {"include": [[only]]} if only else {}
    context = looked_at | ({"exclude": [[leave_out]]} if leave_out else {})
    # axe would ask for the stylesheet again by script, which a strict policy forbids and axe can do without.
    # Nor is it to describe everything that passes: on a long page that takes as long as looking at it.
    options = {
        "preload": False,
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_FOUND, [context or "document", options])
    return found
