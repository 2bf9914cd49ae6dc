"""The corpus: a hundred awkward files, each with the reading it must have."""

import json
from pathlib import Path
from typing import Any

import pytest

from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms import opening
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal, RefusedFormError
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.worker import FormFile, read_files
from tests.corpus.build import FORMS
from tests.corpus.cases import CASES
from tests.support.form_readings import compact, letters_in, letters_of

EXPECTED = sorted(FORMS.glob("*.json"))
NOT_COUNTED = {
    "legacy_form_fields",
    "odd_characters",
    "text_boxes_in_a_cell",
    "element_nobody_knows",
    "unused_parts",
    "typed_bullets",
    "details_in_brackets",
    "protected",
    "utf_16",
}
"""Forms with words in attributes, or that the crude count cannot open or takes for something else."""
COUNTED = [
    path for path in EXPECTED if json.loads(path.read_text())["outcome"] == "read" and path.stem not in NOT_COUNTED
]


def _form(expected: Path) -> Path:
    return next(path for path in FORMS.glob(f"{expected.stem}.*") if path.suffix != ".json")


def _password(expected: Path) -> tuple[str, ...]:
    return tuple(filter(None, [json.loads(expected.read_text()).get("password", "")]))


def _read(expected: Path) -> FormReading | FormRefusal:
    try:
        content = opening.open_file(_form(expected).read_bytes(), passwords=(*_password(expected), "sesame"))
        return read_form(content, file=expected.stem, instrument=instrument())
    except RefusedFormError as error:
        return error.refusal(file=expected.stem)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, FormReading | FormRefusal]:
    """Every form of the corpus, read in this process."""
    return {path.stem: _read(path) for path in EXPECTED}


@pytest.mark.slow(reason="reads the whole corpus once more")
def test_an_isolated_process_reads_the_whole_corpus_as_this_one_does(outcomes: dict[str, Any]) -> None:
    files = [FormFile(path.stem, _form(path), _password(path)) for path in EXPECTED]
    assert list(read_files(files, instrument=instrument(), passwords=["sesame"])) == list(outcomes.values())


def test_the_corpus_has_at_least_forty_forms_to_read_and_every_case_is_built() -> None:
    built = [json.loads(path.read_text()) for path in EXPECTED]
    assert sum(reading["outcome"] == "read" for reading in built) >= 40
    assert {path.stem for path in EXPECTED} == {case.name for case in CASES}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_each_form_is_read_as_a_person_would_read_it(path: Path, outcomes: dict[str, Any]) -> None:
    expected = json.loads(path.read_text())
    expected.pop("why")
    expected.pop("password", None)
    assert compact(outcomes[path.stem]) == expected


@pytest.mark.parametrize("path", COUNTED, ids=lambda path: path.stem)
def test_each_letter_of_a_read_form_is_there_once(path: Path, outcomes: dict[str, Any]) -> None:
    outcome = outcomes[path.stem]
    assert isinstance(outcome, FormReading)
    assert letters_of(outcome) == letters_in(_form(path).read_bytes())


def test_a_refusal_says_what_to_do_next(outcomes: dict[str, Any]) -> None:
    refused = [outcome for outcome in outcomes.values() if not isinstance(outcome, FormReading)]
    assert len(refused) >= 25
    assert all(outcome.message and outcome.next_step.endswith(".") for outcome in refused)
