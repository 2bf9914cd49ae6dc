"""The demonstration study as written up: what its agreed layer carries, and that its folder reads back as it was."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from fivefold.method.coding.agreement import Agreement, cohen_kappa, units
from fivefold.method.coding.codebook import Primary, codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.study_folder import read_coded_study
from fivefold.method.demonstration import delivery, synthetic
from fivefold.method.demonstration.cases import solved
from fivefold.method.demonstration.language_rules import forbidden_words, unexplained_capitals
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.studies.cohorts import audience_sensitivity, cohorts
from fivefold.method.studies.eligibility import State, assess_study


@pytest.fixture(scope="module")
def coded() -> CodedStudy:
    return synthetic.coded_study()


def layer(coded: CodedStudy, name: str) -> set[tuple[str, str]]:
    return {(coding.framework, coding.code.key) for coding in coded.codings if coding.layer == name}


def test_the_agreed_layer_carries_exactly_the_solved_codes() -> None:
    for made, case in zip(synthetic.generate(), solved(), strict=True):
        agreed = [coding for coding in made.codings if coding.layer == AGREED]
        assert {coding.code.key for coding in agreed} == case.codes, case.number
        interventions = Counter(coding.code.key for coding in agreed if coding.code.primary is Primary.RESPONSE)
        assert interventions == Counter(one.code for one in case.placed if one.code.startswith("response/")), (
            case.number
        )


def test_every_coded_passage_lies_within_its_entry(coded: CodedStudy) -> None:
    texts = {
        (submission.reference, cell.key, number): entry.text
        for submission in coded.study.submissions
        for cell in submission.framework.cells
        for number, entry in enumerate(cell.entries)
    }
    for coding in coded.codings:
        passage = texts[coding.framework, coding.cell, coding.entry][coding.span.start : coding.span.end]
        assert passage.strip() == passage != ""


def test_about_a_tenth_of_the_agreed_contextual_codings_are_misplaced(coded: CodedStudy) -> None:
    contextual = [coding for coding in coded.codings if coding.layer == AGREED and coding.code.context is not None]
    assert 0.08 <= sum(coding.misplaced for coding in contextual) / len(contextual) <= 0.12


def kappa(coded: CodedStudy, first: str, second: str) -> Agreement:
    codes = [code.key for code in codebook() if len(code.path) == (3 if code.context else 2)]
    everything = {(submission.reference, key) for submission in coded.study.submissions for key in codes}
    return cohen_kappa(units(layer(coded, first), layer(coded, second), everything=everything))


def test_the_two_coders_agree_well_and_not_wholly(coded: CodedStudy) -> None:
    between = kappa(coded, "Coder 1", "Coder 2").value
    assert between is not None
    assert 0.7 <= between <= 0.85
    for coder in ("Coder 1", "Coder 2"):
        with_agreed = kappa(coded, coder, AGREED).value
        assert with_agreed is not None
        assert between < with_agreed < 0.95


def test_cohorts_worked_out_from_the_incidents_are_the_published_ones(coded: CodedStudy) -> None:
    found = Counter(str(decision.cohort) for decision in cohorts(coded.study).decisions)
    assert found == {"sole": 24, "group": 15, "both": 10}
    assert {one.state for one in assess_study(coded.study)} == {State.ELIGIBLE}


def test_counting_an_audience_would_change_the_three_sole_cases_that_had_one(coded: CodedStudy) -> None:
    changed = audience_sensitivity(coded.study).changes
    assert len(changed) == 3
    assert {str(change.before) for change in changed} == {"sole"}


def test_nothing_the_study_says_is_forbidden_or_looks_like_a_name(coded: CodedStudy) -> None:
    for submission in coded.study.submissions:
        framework = submission.framework
        said = [entry.text for _, entry in framework.placed_entries()]
        said += [entry.said_by for _, entry in framework.placed_entries() if entry.said_by]
        said += [incident.setting for incident in submission.incidents]
        said += [framework.header.signature, framework.header.offence, *framework.places.values()]
        for text in said:
            assert not forbidden_words(text), text
            # Two entries run together keep their capitals.
            assert not [word for part in re.split(r"\n|; | - ", text) for word in unexplained_capitals(part)], text


def test_cells_are_empty_for_every_reason_and_entries_are_of_uneven_length(coded: CodedStudy) -> None:
    cells = [cell for submission in coded.study.submissions for cell in submission.framework.cells]
    assert {cell.status for cell in cells if not cell.entries} == set(CellStatus)
    lengths = [len(entry.text) for cell in cells for entry in cell.entries]
    assert min(lengths) < 15
    assert max(lengths) > 120
    several = [cell for cell in cells if len(cell.entries) > 3]
    assert several


def test_a_codes_name_rarely_stands_in_the_words_that_carry_it(coded: CodedStudy) -> None:
    texts = {
        (submission.reference, cell.key, number): entry.text.lower()
        for submission in coded.study.submissions
        for cell in submission.framework.cells
        for number, entry in enumerate(cell.entries)
    }
    agreed = [coding for coding in coded.codings if coding.layer == AGREED]
    named = [one for one in agreed if one.code.name.lower() in texts[one.framework, one.cell, one.entry]]
    assert len(named) < 0.05 * len(agreed)


def digest(study: CodedStudy) -> str:
    parts = [submission.framework for submission in study.study.submissions], study.codings
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@pytest.mark.slow  # starts a second interpreter, whose hashes of strings differ from this one's
def test_the_same_seed_gives_the_same_study_in_another_process(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from fivefold.method.demonstration import delivery; import sys;"
        "delivery.delivered(Path(sys.argv[1]), delivery.deliver(Path(sys.argv[1]), frameworks=30, seed=5))"
    )
    for number in (1, 2):
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / str(number))], env=environment, check=True)
    one, two = (sorted((tmp_path / name).rglob("*.*")) for name in ("1", "2"))
    assert [path.relative_to(tmp_path / "1") for path in one] == [path.relative_to(tmp_path / "2") for path in two]
    # A protected form has new salts each time, as it must; its words are the next test's.
    protected = {row.split(",")[0] for row in (tmp_path / "1" / "passwords.csv").read_text().splitlines()[1:]}
    for first, second in zip(one, two, strict=True):
        if first.relative_to(tmp_path / "1").as_posix() not in protected:
            assert first.read_bytes() == second.read_bytes(), first.name


def test_another_seed_gives_another_study_of_the_same_cases(coded: CodedStudy) -> None:
    other = synthetic.coded_study(seed=synthetic.SEED + 1)
    assert digest(other) != digest(coded)
    counts = Counter(key for _, key in layer(coded, AGREED))
    assert Counter(key for _, key in layer(other, AGREED)) == counts


@pytest.mark.slow  # writes and reads 49 Word forms, 12 of them under a password that takes its time by design
def test_the_delivered_folder_reads_back_as_the_same_study(coded: CodedStudy, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    made = delivery.delivered(folder, delivery.deliver(folder))
    assert (made.frameworks, made.protected) == (49, 12)
    reading = read_coded_study(folder)
    assert reading.coded.study == coded.study
    assert set(reading.coded.codings) == set(coded.codings)
    assert len(reading.coded.codings) == len(coded.codings)
    assert not [finding for finding in reading.report.findings if finding.attention]
