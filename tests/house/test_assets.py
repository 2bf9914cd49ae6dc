"""The built pages' files: nothing reserved is in them, everything a page asks for is."""

import re

import pytest

from tests.house.checkout import PACKAGE
from tools.build_assets import without_reserved_marks

STATIC = PACKAGE / "web/static"
ASSETS = PACKAGE / "web/assets"

TRACES = re.compile(r"GDS.?Transport|@font-face|crest|crown\b|favicon|/assets/|\.woff", re.IGNORECASE)
ADDRESSES = re.compile(r"url\(\s*['\"]?([^)'\"]+)")
REACHED = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])https?:")


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.css")))
def test_no_stylesheet_has_a_trace_of_the_reserved_typeface_or_crest(name: str) -> None:
    assert TRACES.findall((STATIC / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.css")))
def test_every_file_a_stylesheet_asks_for_is_there(name: str) -> None:
    asked = ADDRESSES.findall((STATIC / name).read_text("utf-8"))
    assert [path for path in asked if not path.startswith("data:") and not (STATIC / path).is_file()] == []


def test_the_folder_holds_no_font_and_no_icon_of_others() -> None:
    assert [path.name for path in STATIC.rglob("*") if path.suffix in {".woff", ".woff2", ".ttf", ".ico"}] == []


def test_our_own_files_are_served_as_they_are_written() -> None:
    ours = [path.relative_to(ASSETS) for path in ASSETS.rglob("*") if path.is_file()]
    assert len(ours) >= 2
    stale = [
        str(path)
        for path in ours
        if not (STATIC / path).is_file() or (STATIC / path).read_bytes() != (ASSETS / path).read_bytes()
    ]
    assert stale == [], "Run `make assets`."


def test_every_package_in_the_folder_has_its_licence_beside_it() -> None:
    licences = (STATIC / "LICENCES.txt").read_text("utf-8")
    packages = {path.name for path in STATIC.iterdir()} - {path.name for path in ASSETS.iterdir()} - {"LICENCES.txt"}
    assert packages == {"govuk-frontend.min.css", "govuk-frontend.min.js"}
    assert [name for name in packages if name not in licences] == []


def test_a_stylesheet_with_a_new_trace_is_refused() -> None:
    with pytest.raises(ValueError, match="GDS Transport"):
        without_reserved_marks(".a{font-family:GDS Transport Website,serif}")
    with pytest.raises(ValueError, match="crest"):
        without_reserved_marks(".new-logo{background:url(images/govuk-crest.svg)}")


def test_rules_beside_a_removed_one_stay() -> None:
    css = ".a{color:red}.govuk-footer__copyright-logo:before{background:url(/assets/x)}.b{color:blue}"
    assert without_reserved_marks(css) == ".a{color:red}.b{color:blue}"
