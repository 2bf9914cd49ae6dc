"""Each question on a study small enough to count by eye."""

from dataclasses import replace

import pytest

from fivefold.method.analysis import engine
from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.questions import (
    all_factors,
    all_of,
    any_of,
    attribute,
    factor,
    incident_feature,
    interventions,
    reclassified,
    series,
    single,
)
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.incidents import Participant, Role
from tests.method.analysis.small_study import small_study
from tests.method.analysis.test_extract import with_submission

BULLYING, BULLIED = "risk/peer/bullying-others", "vulnerability/peer/bullied-by-others"
STUDY = f"""
R1 A sole  | peer/risk = {BULLYING}; peer/vulnerability = {BULLIED}; peer/action = response/peer/gang-injunction
R2 A group | peer/risk = {BULLYING}, {BULLYING}; peer/action = response/peer/gang-injunction, response/peer
R3 B both  | peer/vulnerability = {BULLIED}; school/action = response/school/school-safety-plan
R4 B both  | peer/risk = risk/peer
"""


@pytest.fixture
def found() -> Extract:
    return extract(small_study(STUDY))


def counted(figure: Figure) -> dict[str, tuple[int, int | None]]:
    return {str(group): (count.numerator, count.base) for group, count in figure.counts.items()}


def test_a_factor_counts_each_framework_once_over_its_groups_size(found: Extract) -> None:
    figure = factor(found, BULLYING)
    assert counted(figure) == {
        "sole": (1, 1),
        "group": (1, 1),
        "both": (0, 2),
        "group_or_both": (1, 3),
        "sole_or_both": (1, 3),
        "all": (2, 4),
    }
    assert figure.counts[Group.ALL].references == ("R1", "R2")
    assert (figure.unit, figure.freeze, figure.key) == (Unit.FRAMEWORKS, found.freeze, BULLYING)


def test_a_node_above_counts_what_is_coded_at_it_or_below_it(found: Extract) -> None:
    assert factor(found, "risk/peer").counts[Group.ALL].references == ("R1", "R2", "R4")


def test_any_of_is_the_union_and_all_of_the_intersection(found: Extract) -> None:
    assert any_of(found, [BULLYING, BULLIED]).counts[Group.ALL].references == ("R1", "R2", "R3")
    assert all_of(found, [BULLYING, BULLIED]).counts[Group.ALL].references == ("R1",)


def test_codes_of_one_name_are_told_apart_by_their_paths(found: Extract) -> None:
    assert any_of(found, [BULLYING, BULLIED]).title == "Bullying others or Bullied by others"
    assert any_of(found, ["vulnerability/peer", "risk/peer"]).title == "Vulnerabilities > Peer or Risks > Peer"


def test_within_another_code_only_its_frameworks_are_counted_and_they_are_the_base(found: Extract) -> None:
    figure = factor(found, "response/peer", within=BULLIED)
    assert counted(figure)["all"] == (1, 2)
    assert counted(figure)["both"] == (0, 1)
    assert "among those coded Vulnerabilities > Peer > Bullied by others" in figure.definition


def test_all_factors_are_the_factor_of_every_code(found: Extract) -> None:
    figures = all_factors(found)
    assert [figure.key for figure in figures] == list(found.codes)
    for key in (BULLYING, "risk", "situation/living-in-care"):
        assert figures[list(found.codes).index(key)] == factor(found, key)


def test_an_intervention_has_no_base_and_can_exceed_the_frameworks(found: Extract) -> None:
    figure = interventions(found, "peer")
    assert counted(figure)["group"] == (2, None)
    assert figure.counts[Group.GROUP].references == ("R2",)
    assert figure.unit is Unit.INTERVENTIONS
    assert counted(interventions(found))["all"] == (4, None)
    assert counted(interventions(found, "response/peer/gang-injunction"))["all"] == (2, None)


def test_attributes_take_one_value_or_several(found: Extract) -> None:
    assert attribute(found, "site", "A").counts[Group.ALL].references == ("R1", "R2")
    assert counted(attribute(found, "age", [13, 14]))["all"] == (4, 4)
    assert counted(attribute(found, "age", range(10, 13)))["all"] == (0, 4)


def test_one_incident_is_single_and_two_are_a_series(found: Extract) -> None:
    assert single(found).counts[Group.ALL].references == ("R1", "R2")
    assert series(found).counts[Group.ALL].references == ("R3", "R4")


def test_an_audience_that_does_not_act_would_make_a_sole_framework_a_group_one() -> None:
    coded = small_study(STUDY)
    incident = coded.study.submissions[0].incidents[0]
    watched = replace(
        incident, participants=(*incident.participants, Participant("peer 9", frozenset({Role.AUDIENCE})))
    )
    found = extract(with_submission(coded, "R1", incidents=(watched,)))
    assert reclassified(found).counts[Group.ALL].references == ("R1",)
    assert counted(incident_feature(found, "audience"))["all"] == (1, 4)


def test_an_incident_that_two_frameworks_tell_of_counts_once_in_all() -> None:
    coded = small_study(STUDY)
    shared = coded.study.submissions[0].incidents[0]
    found = extract(with_submission(coded, "R2", incidents=(shared,)))
    figure = incident_feature(found, "location", "school", unit=Unit.INCIDENTS)
    assert counted(figure)["all"] == (5, 5)
    assert counted(figure)["sole"] == (1, 1)
    assert figure.counts[Group.ALL].references == ("R1", "R2", "R3", "R4")
    assert counted(incident_feature(found, "location", "school"))["all"] == (4, 4)
    assert counted(incident_feature(found, "online"))["all"] == (0, 4)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("risk/peer/bulying-others", BULLYING),
        ("bullying-others", BULLYING),
        ("Bullying others", BULLYING),
        ("bulying other", BULLYING),
        ("situatoin", "situation"),
    ],
)
def test_an_unknown_code_is_answered_with_the_one_probably_meant(found: Extract, given: str, meant: str) -> None:
    with pytest.raises(InputError) as refused:
        factor(found, given)
    assert f'Did you mean "{meant}"?' in refused.value.next_step


def test_a_name_that_two_codes_have_is_answered_with_both(found: Extract) -> None:
    with pytest.raises(InputError, match=r'"risk/individual/[^"]*" or "risk/peer/'):
        factor(found, "Harmful attitudes towards women and girls")


def test_a_code_like_no_other_is_answered_with_where_they_are_listed(found: Extract) -> None:
    with pytest.raises(InputError, match="fivefold coding codebook"):
        factor(found, "qqq")


def test_what_cannot_be_asked_is_refused(found: Extract) -> None:
    with pytest.raises(InputError, match="no code was given"):
        any_of(found, [])
    with pytest.raises(InputError, match='Did you mean "site"'):
        attribute(found, "sites", "A")
    with pytest.raises(InputError, match='"month", "location"'):
        incident_feature(found, "xyz")
    with pytest.raises(InputError, match="Count frameworks or incidents"):
        incident_feature(found, "online", unit=Unit.CELLS)


def test_an_engine_there_is_none_of_is_refused(found: Extract) -> None:
    with pytest.raises(InputError, match='Did you mean "duckdb"'):
        factor(replace(found, backend="duckdbb"), BULLYING)
    with pytest.raises(InputError, match='Choose "duckdb", "pyarrow" or "polars"'):
        factor(replace(found, backend="abacus"), BULLYING)


def test_without_polars_the_polars_engine_says_what_to_install(found: Extract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "import_module", _absent)
    with pytest.raises(InputError, match="`scale` extra"):
        factor(replace(found, backend="polars"), BULLYING)


def _absent(name: str) -> None:
    raise ImportError(name)
