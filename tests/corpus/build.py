"""Build the corpus: `python -m tests.corpus.build [NAME...]` writes tests/corpus/forms.

Each form is written by hand as XML (or by the program its name says), and its reading is said by hand beside it. The
built files are committed, so that nobody needs LibreOffice to test and so that a change of the builder cannot change
what is tested unseen.
"""

import json
import sys
from pathlib import Path

from tests.corpus import around_the_table, cut_up_tables, packages, refused, words_in_cells
from tests.corpus.cases import CASES, Case, Expected

FORMS = Path(__file__).parent / "forms"
MODULES = (around_the_table, cut_up_tables, words_in_cells, packages, refused)


def build(case: Case) -> None:
    """Write one form and its expected reading."""
    (FORMS / f"{case.name}.{case.suffix}").write_bytes(case.build())
    write_expected(case)


def write_expected(case: Case) -> None:
    """Write what the form's reading must be."""
    read = isinstance(case.expected, Expected)
    reading = (
        case.expected.as_json()
        if isinstance(case.expected, Expected)
        else {"outcome": "refused", "reason": case.expected}
    )
    value = {"why": case.why, **({"password": case.password} if case.password else {}), **reading}
    assert read or case.expected
    (FORMS / f"{case.name}.json").write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    FORMS.mkdir(exist_ok=True)
    for each in CASES:
        if len(sys.argv) == 1 or each.name in sys.argv[1:]:
            build(each)
