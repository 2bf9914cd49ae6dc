"""Going through the application in a real browser as somebody: which pages they meet, and what is wrong with a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import resolve
from playwright.sync_api import BrowserContext, Page

from tests.support.axe import STRUCTURE, WHATEVER_THE_SIZE, violations
from tests.support.installation import Installation

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')

FAULTS = """() => {
  const found = [];
  for (const one of document.querySelectorAll('a[href^="#"]')) {
    if (!document.getElementById(one.hash.slice(1))) { found.push(`${one.hash} leads nowhere`); }
  }
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const heads = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(seen);
  const levels = heads.map((one) => Number(one.tagName[1]));
  const first = levels.indexOf(1);
  if (levels.filter((level) => level === 1).length !== 1) { found.push(`first headings: ${levels}`); }
  levels.slice(first).forEach((level, place, all) => {
    if (place && level > all[place - 1] + 1) { found.push(`a jump to ${heads[first + place].textContent.trim()}`); }
  });
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) { found.push(`ids given twice: ${twice}`); }
  const crumbs = [...document.querySelectorAll('.ff-crumbs a')].map((one) => one.pathname);
  if (crumbs.includes(location.pathname)) { found.push('a crumb leads to the page itself'); }
  if (!crumbs.length && /^\\/studies\\/[^/]+\\/./.test(location.pathname) && document.querySelector('.ff-study')) {
    found.push('no crumb leads to the study');
  }
  for (const table of document.querySelectorAll('.ff-stacked')) {
    const columns = [...table.tHead.rows[0].cells].map((one) => one.firstChild.textContent.trim());
    for (const cell of table.querySelectorAll('tbody td:not([colspan])')) {
      const column = columns[cell.cellIndex];
      if (!column.startsWith(cell.dataset.label)) { found.push(`${cell.dataset.label} stands under ${column}`); }
    }
  }
  return found;
}"""

CUT = """() => [...document.querySelectorAll('.ff-scroll')]
  .map((one) => [one, one.querySelector('caption')])
  .filter(([one, caption]) => caption && caption.offsetWidth > one.clientWidth)
  .map(([, caption]) => `a caption cut off: ${caption.textContent.trim().slice(0, 20)}`)"""

SIDEWAYS = """() => [...document.querySelectorAll('.ff-stacked')]
  .filter((one) => one.scrollWidth > one.parentElement.clientWidth)
  .map((one) => `a list that scrolls sideways: ${one.caption.textContent.trim()}`)"""

WIDER = """() => {
  const room = document.documentElement;
  if (room.scrollWidth <= room.clientWidth) { return []; }
  const wide = [...document.querySelectorAll('main *, header *, nav *')]
    .filter((one) => one.getBoundingClientRect().right > room.clientWidth && !one.closest('.ff-scroll'));
  return [`wider than the screen: ${wide.slice(0, 3).map((one) => `${one.tagName}.${one.className}`)}`];
}"""

OPEN = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"

PHONE, ZOOMED, DESK = 320, 640, 1280
"""Widths in CSS pixels: WCAG's reflow, a desk's 1280 at 200 %, a desk."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page somebody can come to by links. name: of its address in the resolver."""

    who: str
    name: str
    path: str


def come_to(browser: BrowserContext, installation: Installation, who: str, *, most: int = 2) -> list[Place]:
    """Every kind of page that links lead somebody to, at most so many of each, from My work on."""
    installation.let_in(browser, who)
    waiting, seen, found = ["/"], {"/"}, []
    counted: dict[str, int] = {}
    while waiting:
        path = waiting.pop(0)
        name = resolve(urlsplit(path).path).url_name or ""
        if counted.get(name, 0) >= most:
            continue
        answer = browser.request.get(installation.address + path, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        counted[name] = counted.get(name, 0) + 1
        found.append(Place(who, name, path))
        for way in _ways(answer.text(), path):
            if way not in seen:
                seen.add(way)
                waiting.append(way)
    return found


def _ways(content: str, path: str) -> Iterator[str]:
    for href in _LINK.findall(content):
        where = urlsplit(urljoin(path, unescape(href)))
        if not where.netloc and not where.scheme and where.path.startswith("/"):
            yield where.path + (f"?{where.query}" if where.query else "")


class Judge:
    """Looks at pages, and asks axe once of each structure at each width.

    Axe judges structure, names and colours; these are the same on two pages built of the same elements, classes and
    attributes, whoever reads them and whatever words stand there. Every other fault is looked for on each page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked = 0
        self._known: set[str] = set()

    def faults(self) -> list[str]:
        """What is wrong with the page that is open now, of which this leaves less."""
        found = list(self.page.evaluate(FAULTS))
        if not re.fullmatch(r"[A-Z][A-Za-z’', :-]+ - Fivefold", self.page.title()):
            found.append(f"its tab is called {self.page.title()}")
        self.page.evaluate(OPEN)
        for width in (ZOOMED, PHONE):
            self._resize(width)
            found += [f"at {width}: {fault}" for look in (WIDER, CUT, SIDEWAYS) for fault in self.page.evaluate(look)]
        structure = self.page.evaluate(STRUCTURE)
        if structure not in self._known:
            self._known.add(structure)
            self.asked += 1
            found += [f"at {PHONE}: {fault}" for fault in violations(self.page)]
            self._resize(DESK)
            found += [f"at {DESK}: {fault}" for fault in violations(self.page, without=WHATEVER_THE_SIZE)]
        self._resize(DESK)
        return found

    def _resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})
