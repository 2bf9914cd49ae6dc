"""The gallery shows every component there is."""

import re

from tests.house.checkout import PACKAGE

TEMPLATES = PACKAGE / "web/templates"
GALLERY = tuple((TEMPLATES / "gallery").glob("*.html"))
IMPORT = re.compile(r'{% from "components/(\w+)\.html" import ([^%]+?)(?: with context)? %}')

ELSEWHERE = {
    "cover": "stands folded away on every page for whoever is signed in; a second one would give its ids twice"
}
"""Components that cannot stand on the gallery's pages, and why."""


def shown() -> dict[str, set[str]]:
    """By component, its macros that a page of the gallery calls."""
    found: dict[str, set[str]] = {}
    for path in GALLERY:
        text = path.read_text("utf-8")
        for component, names in IMPORT.findall(text):
            for name in names.split(","):
                macro, _, called = (part.strip() for part in name.partition(" as "))
                if re.search(rf"\b{called or macro}\(", text):
                    found.setdefault(component, set()).add(macro)
    return found


def test_every_component_stands_in_the_gallery_or_has_a_reason() -> None:
    there = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    assert there - shown().keys() == ELSEWHERE.keys()
