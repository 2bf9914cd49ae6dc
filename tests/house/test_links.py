"""Every link of the documentation leads somewhere, and every glossary word names code that is there."""

import importlib
import re

import pytest

from tests.house.checkout import ROOT, named, tracked
from tools.docs_contents import contents

PAGES = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
IN_CODE = re.compile(r"^In code: `([\w.]+)`$", re.MULTILINE)
GLOSSARY = (ROOT / "docs/glossary.md").read_text("utf-8")


def anchors(page: str) -> set[str]:
    """The anchors that headings get: lower case, hyphens for spaces, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: str, *, at: str) -> list[str]:
    wrong = []
    for target in LINK.findall(INLINE_CODE.sub("", FENCED.sub("", page))):
        file, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", file):
            continue
        path = (ROOT / at).parent / file
        if not path.exists() or (anchor and anchor not in anchors(path.read_text("utf-8") if file else page)):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize("name", [named(path) for path in PAGES])
def test_every_link_leads_somewhere(name: str) -> None:
    assert broken((ROOT / name).read_text("utf-8"), at=name) == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    page = "# One\n[a](#one) [b](#two) [c](README.md) [d](nowhere.md) `[e](code.md)`\n"
    assert broken(page, at="made-up.md") == ["#two", "nowhere.md"]


def test_the_contents_of_the_documentation_are_what_is_there() -> None:
    assert (ROOT / "docs/README.md").read_text("utf-8") == contents(), "Run `make docs` and commit docs/README.md."


def test_every_page_of_the_documentation_stands_in_a_listed_folder() -> None:
    page = contents()
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in PAGES if path.is_relative_to(ROOT / "docs")]
    assert [name for name in pages if name != "README.md" and f"]({name})" not in page] == []


def test_glossary_words_stand_in_order() -> None:
    words = re.findall(r"^## (.+)$", GLOSSARY, flags=re.MULTILINE)
    assert len(words) > 30
    assert words == sorted(words, key=str.lower)


@pytest.mark.parametrize("name", IN_CODE.findall(GLOSSARY))
def test_a_glossary_word_names_code_that_is_there(name: str) -> None:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, thing = name.rpartition(".")
        assert hasattr(importlib.import_module(module), thing)
