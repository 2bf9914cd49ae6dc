"""The solved cases against the published study: a recount that knows nothing of the solver.

figures_counts.csv and figures_relations.csv were derived from the briefing's facts (their ids and lines are kept) by
tools/derive_demonstration_figures.py, which leaves out only what the briefing's own check finds irreconcilable.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from fivefold.method.coding.codebook import codebook
from fivefold.method.demonstration.cases import Case, solved

HERE = Path(__file__).parent
COHORTS = {
    "sole": {"sole"},
    "group": {"group"},
    "both": {"both"},
    "group_or_both": {"group", "both"},
    "sole_or_both": {"sole", "both"},
    "all": {"sole", "group", "both"},
}
INCIDENT_MARKS = (
    "in-school", "in-local-neighbourhood", "opportunistic-public-space-incident", "behaviour-at-parties",
    "peer-audience", "recruiting-others-into-abuse", "peers-normalising-harmful-behaviour", "gang-association",
    "image-sharing", "problematic-online-behaviour", "threats-coercion-or-blackmail", "blackmail-used",
)  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answer(query: str, case: Case) -> int:
    """What a query of the golden tables gives for one case: 0 or 1, or a number of interventions."""
    kind, _, rest = query.partition(":")
    words = rest.split()
    if kind == "site":
        return int(case.site == rest)
    if kind == "interventions":
        return sum(placed.code.startswith(rest) for placed in case.placed)
    if kind == "any":
        return int(any(code.startswith(tuple(words)) for code in case.codes))
    if kind == "all":
        return int(all(code in case.codes for code in words))
    if kind in ("either", "code"):
        return int(any(code in case.codes for code in words))
    assert query in ("size", "sex:male")
    return 1


def total(query: str, group: str) -> int:
    return sum(answer(query, case) for case in solved() if case.cohort in COHORTS[group])


@pytest.mark.parametrize("row", rows("figures_counts.csv"), ids=lambda row: f"{row['id']}-{row['group']}")
def test_every_feasible_published_count_holds(row: dict[str, str]) -> None:
    counted, published = total(row["query"], row["group"]), int(row["count"])
    held = {"=": counted == published, ">=": counted >= published, "<=": counted <= published}[row["op"]]
    assert held, f"{row['query']}: {counted}, published {row['op']} {published} (line {row['line']})"


@pytest.mark.parametrize("row", rows("figures_relations.csv"), ids=lambda row: row["name"])
def test_every_relation_between_published_counts_holds(row: dict[str, str]) -> None:
    first, *others = row["queries"].split("; ")
    members = [case for case in solved() if case.cohort in COHORTS[row["group"]]]
    match row["kind"]:
        case "partition":
            assert all(sum(answer(query, case) for query in (first, *others)) == 1 for case in members)
        case "subset":
            assert all(answer(first, case) <= answer(others[0], case) for case in members)
        case "intersection":
            assert all(answer(first, case) == min(answer(query, case) for query in others) for case in members)
        case "union":
            assert all(answer(first, case) == max(answer(query, case) for query in others) for case in members)
        case "leads":
            assert all(total(first, row["group"]) >= total(query, row["group"]) for query in others)
        case "half_union":
            union = [case for case in members if any(answer(query, case) for query in (first, *others))]
            assert 2 * sum(case.cohort == "both" for case in union) == len(union)
        case "count_outside_both":
            assert total(first, "sole") + total(first, "group") == int(row["count"])
        case unknown:
            pytest.fail(f"no such kind: {unknown}")


def test_the_published_counts_are_all_asked() -> None:
    counts = rows("figures_counts.csv")
    assert len({row["id"] for row in counts}) == len({row["id"] for row in counts if row["query"]}) >= 175


def test_every_code_is_one_of_the_codebook() -> None:
    known = {code.key for code in codebook()}
    assert not {code for case in solved() for code in case.codes} - known


def test_codes_other_than_responses_stand_once_in_a_case() -> None:
    for case in solved():
        repeated = [code for code, times in Counter(placed.code for placed in case.placed).items() if times > 1]
        assert all(code.startswith("response/") for code in repeated), (case.number, repeated)


def test_incidents_say_what_the_codes_say() -> None:
    for case in solved():
        marks = {mark for incident in case.incidents for mark in incident.characteristics}
        assert marks == {mark for mark in INCIDENT_MARKS if f"offence/{mark}" in case.codes}, case.number
        assert (len(case.incidents) == 1) == ("offence/single-incident" in case.codes), case.number


def test_those_harmed_are_those_the_codes_name() -> None:
    for case in solved():
        harmed = [harmed for incident in case.incidents for harmed in incident.harmed]
        assert any(one.relationship == "sibling" for one in harmed) == ("offence/against-siblings" in case.codes)
        assert any(one.relationship == "partner" for one in harmed) == ("offence/against-partners" in case.codes)
        assert any(one.relationship == "other_relative" for one in harmed) == (
            "offence/against-other-relatives" in case.codes
        )
        assert any(one.age == "under_10" for one in harmed) == ("offence/against-younger-children" in case.codes), (
            case.number
        )
        of_similar_age = any(one.gap == "within_3" for one in harmed)
        assert of_similar_age == ("offence/against-peers" in case.codes), case.number


def acts_in_company(case: Case) -> list[bool]:
    acting = {"displayed", "led", "followed", "coerced", "recruited"}
    return [
        any(person.label != "subject" and person.roles & acting for person in incident.participants)
        for incident in case.incidents
    ]


def test_cohorts_follow_from_who_took_part() -> None:
    for case in solved():
        company = acts_in_company(case)
        worked_out = "group" if all(company) else "both" if any(company) else "sole"
        assert worked_out == case.cohort, case.number


def test_behaviour_in_groups_was_against_peers_of_similar_age() -> None:
    for case in solved():
        for incident, company in zip(case.incidents, acts_in_company(case), strict=True):
            if company:
                assert {(one.relationship, one.gap) for one in incident.harmed} == {("peer", "within_3")}, case.number


def test_some_incidents_are_told_by_two_frameworks_in_the_same_words() -> None:
    told: dict[str, list] = {}
    for case in solved():
        for incident in case.incidents:
            told.setdefault(incident.reference, []).append((case, incident))
    shared = [pair for pair in told.values() if len(pair) > 1]
    assert len(shared) >= 4
    assert any(one.site != other.site for (one, _), (other, _) in shared)
    for (_, one), (_, other) in shared:
        for name in (
            "date",
            "setting",
            "location",
            "online",
            "category",
            "standing",
            "outcome",
            "harmed",
            "characteristics",
        ):
            assert getattr(one, name) == getattr(other, name)


def test_every_case_is_eligible_and_all_categories_of_the_study_occur() -> None:
    assert {case.age for case in solved()} >= {10, 17}
    assert all(10 <= case.age <= 17 for case in solved())
    assert all("2016-09" <= str(case.meeting) <= "2016-12" for case in solved())
    categories = {incident.category for case in solved() for incident in case.incidents}
    assert categories == {"inappropriate", "problematic", "abusive", "violent"}
    assert all(incident.date <= case.meeting for case in solved() for incident in case.incidents if incident.date.month)


def test_about_a_tenth_of_contextual_codings_are_misplaced() -> None:
    contextual = [placed for case in solved() for placed in case.placed if placed.code.count("/") == 2]
    misplaced = [placed for placed in contextual if placed.code.split("/")[1] != placed.cell.context]
    assert 0.08 <= len(misplaced) / len(contextual) <= 0.12
