"""Counts of codes and pages of passages are those one counts by eye."""

import dataclasses

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.passages import CodeCount, Found, Index, code_counts, layers
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.spans import Span
from tests.method.analysis.small_study import small_study

ABSENT, BULLYING, ASSAULT = (
    "vulnerability/family/parents-absent",
    "vulnerability/school/bullying-unaddressed-by-school",
    "vulnerability/family/assaulted-parents",
)
STUDY = f"""
    F1 A sole  | peer/risk = {ABSENT}; family/vulnerability = {ABSENT}, +{ASSAULT}; family/risk = {ASSAULT}
    F2 B group | school/vulnerability = {ABSENT}
    F3 B both  | family/vulnerability = {ASSAULT}
"""


@pytest.fixture(scope="module")
def study() -> CodedStudy:
    coded = small_study(STUDY)
    theirs = [dataclasses.replace(one, layer="Coder 2") for one in coded.codings if one.framework == "F2"]
    return dataclasses.replace(coded, codings=(*coded.codings, *theirs))


@pytest.fixture(scope="module")
def frozen(study: CodedStudy) -> Extract:
    return extract(study)


def passages(frozen: Extract, code: str, **asked: object) -> Found:
    return Index.of(frozen).passages(code, **asked)  # type: ignore[arg-type]


def spots(frozen: Extract, code: str, **asked: object) -> list[str]:
    found = passages(frozen, code, **asked)
    return [f"{one.framework} {one.cell}#{one.entry} {one.code.rpartition('/')[2]}" for one in found.places]


def test_a_code_counts_what_is_below_it_and_each_framework_once(frozen: Extract) -> None:
    counts = code_counts(frozen)
    assert counts[ABSENT] == CodeCount(2, 3, {"sole": 1, "group": 1})
    assert counts["vulnerability/family"] == CodeCount(3, 6, {"sole": 1, "group": 1, "both": 1})
    assert counts["vulnerability"].codings == 6


def test_a_code_never_given_counts_nothing(frozen: Extract) -> None:
    assert code_counts(frozen)["challenge"] == CodeCount(0, 0, {})
    assert list(code_counts(frozen)) == list(frozen.codes)


def test_passages_stand_by_framework_and_then_in_form_order(frozen: Extract) -> None:
    assert spots(frozen, "vulnerability/family") == [
        "F1 family/vulnerability#0 assaulted-parents",
        "F1 family/vulnerability#0 parents-absent",
        "F1 family/risk#0 assaulted-parents",
        "F1 peer/risk#0 parents-absent",
        "F2 school/vulnerability#0 parents-absent",
        "F3 family/vulnerability#0 assaulted-parents",
    ]


def test_pages_laid_end_to_end_are_the_whole(frozen: Extract) -> None:
    whole = passages(frozen, "vulnerability").places
    for size in (1, 2, 4, 5):
        pages = [passages(frozen, "vulnerability", start=start, count=size) for start in range(0, 6, size)]
        assert tuple(place for page in pages for place in page.places) == whole
        assert {(page.total, page.frameworks) for page in pages} == {(6, 3)}
    assert passages(frozen, "vulnerability", start=50).places == ()


def test_passages_are_narrowed_by_cohort_site_and_layer(frozen: Extract) -> None:
    assert spots(frozen, ABSENT, cohort="group") == ["F2 school/vulnerability#0 parents-absent"]
    assert spots(frozen, ASSAULT, site="B") == ["F3 family/vulnerability#0 assaulted-parents"]
    assert spots(frozen, ABSENT, cohort="sole", site="B") == []
    assert spots(frozen, "vulnerability", layer="Coder 2") == ["F2 school/vulnerability#0 parents-absent"]


def test_a_place_says_where_its_words_are(frozen: Extract) -> None:
    (place,) = passages(frozen, ABSENT, site="B").places
    assert (place.framework, str(place.cell), place.entry, place.span) == ("F2", "school/vulnerability", 0, Span(0, 5))


def test_layers_begin_with_the_agreed_one(frozen: Extract) -> None:
    assert layers(frozen) == Index.of(frozen).layers == (AGREED, "Coder 2")


def test_a_code_the_extract_does_not_have_is_not_guessed_at(frozen: Extract) -> None:
    with pytest.raises(KeyError):
        passages(frozen, BULLYING[:-1])
    with pytest.raises(KeyError):
        passages(frozen, BULLYING, layer="Coder 9")
