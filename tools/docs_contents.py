"""Write docs/README.md from the pages that are there, by their own titles.

python tools/docs_contents.py
"""

from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "README.md"

OPENING = """\
# Documentation

Written by `make docs` from the pages' own titles. How it is built: [Architecture](../ARCHITECTURE.md).
"""

SECTIONS = {
    "tutorial": "Learn it",
    "how-to": "Do something",
    "reference": "Look something up",
    "explanation": "Understand it",
    "decisions": "Why it is so",
}


def contents() -> str:
    """The whole page: one list for each folder that has pages, the glossary with what is looked up."""
    parts = [OPENING]
    for folder, title in SECTIONS.items():
        pages = sorted((DOCS / folder).glob("*.md"))
        if folder == "reference":
            pages.append(DOCS / "glossary.md")
        if pages:
            lines = (f"- [{_title(page)}]({page.relative_to(DOCS).as_posix()})" for page in pages)
            parts.append("\n".join([f"## {title}", "", *lines, ""]))
    return "\n".join(parts)


def _title(page: Path) -> str:
    return page.read_text("utf-8").splitlines()[0].removeprefix("# ").strip()


if __name__ == "__main__":
    PAGE.write_text(contents(), "utf-8")
