"""What formats share: ids, links, uses, and the register."""

import dataclasses
import json
from typing import Any

import pytest

from fivefold.method.analysis.figures import Count, Group
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.blocks import Appendix, EveryNumber, Paragraph
from fivefold.method.reporting.inlines import Number, Result, words
from fivefold.method.reporting.layout import lay_out
from tests.documents import sample

LAID_OUT = lay_out(sample.document())
REGISTER = LAID_OUT["blocks"][-1]["blocks"][0]


def entries(laid_out: dict[str, Any]) -> dict[str, Any]:
    register = laid_out["blocks"][-1]["blocks"][0]
    return {entry["id"]: entry for kind in ("figures", "statistics", "statements") for entry in register[kind]}


def walk(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        for held in value.values():
            yield from walk(held)
    elif isinstance(value, list):
        for held in value:
            yield from walk(held)


def test_a_layout_is_plain_json() -> None:
    assert json.loads(json.dumps(LAID_OUT)) == LAID_OUT


def test_every_number_opens_onto_an_entry_and_the_entry_leads_back() -> None:
    found = entries(LAID_OUT)
    uses = {node["use"] for node in walk(LAID_OUT) if "use" in node}
    targets = {node["target"] for node in walk(LAID_OUT) if node.get("kind") in ("number", "stated")}
    assert targets == set(found)
    assert {use["id"] for entry in found.values() for use in entry["uses"]} <= uses
    assert all(entry["uses"] for entry in found.values())


def test_uses_have_ids_of_their_own() -> None:
    uses = [node["use"] for node in walk(LAID_OUT) if "use" in node]
    assert len(uses) == len(set(uses)) > 150


def test_a_figure_is_led_back_to_once_per_place() -> None:
    entry = entries(LAID_OUT)["number-vulnerability-harmful-attitudes"]
    assert [use["label"] for use in entry["uses"]] == ["section 2.1", "Figure 1", "Table 2", "Figure 3"]


def test_a_union_does_not_repeat_the_codes_of_its_cohorts() -> None:
    counts = {count["group"]: count for count in entries(LAID_OUT)["number-sample-frameworks"]["counts"]}
    assert len(counts["Sole"]["references"]) == 24
    assert (counts["All"]["references"], counts["All"]["as_above"]) == ([], True)


def test_a_union_with_other_codes_than_its_cohorts_lists_its_own() -> None:
    counts = {group: Count(1, 49, (group.value,)) for group in (Group.SOLE, Group.GROUP, Group.BOTH, Group.ALL)}
    odd = dataclasses.replace(sample.SAMPLE, counts=counts)
    whole = dataclasses.replace(
        sample.document(),
        blocks=(Paragraph(words(Number(odd))), Appendix("every-number", words("Every number"), (EveryNumber(),))),
    )
    count = entries(lay_out(whole))["number-sample-frameworks"]["counts"][-1]
    assert (count["references"], count["as_above"]) == (["all"], False)


def test_keys_that_read_alike_get_entries_of_their_own() -> None:
    slash, dash = (dataclasses.replace(sample.SAMPLE, key=key) for key in ("a/b", "a-b"))
    computed = dataclasses.replace(sample.FISHER, figures=("a/b", "not/printed"))
    whole = dataclasses.replace(
        sample.document(),
        blocks=(
            Paragraph(words(Number(slash), Number(dash), Result(computed))),
            Appendix("every-number", words("Every number"), (EveryNumber(),)),
        ),
    )
    found = entries(lay_out(whole))
    assert [found[name]["key"] for name in ("number-a-b", "number-a-b--2")] == ["a/b", "a-b"]
    rests_on = found["statistic-comparison-harmful-attitudes"]["figures"]
    assert rests_on == [{"id": "number-a-b", "words": "Frameworks in the study"}, {"id": "", "words": "not/printed"}]


def test_what_is_stated_is_gathered_by_who_states_it() -> None:
    stated = {entry["source"]: entry["words"] for entry in REGISTER["statements"]}
    assert stated == {
        "the protocol": ["10 to 17", "10 to 17 years", "January 2016 to June 2017"],
        "the study's definition": ["two or more people"],
    }


def test_exclusions_keep_their_reason_and_codes() -> None:
    excluded = entries(LAID_OUT)["number-sample-young-people"]["exclusions"]
    assert [(one["reason"], len(one["references"])) for one in excluded] == [("The meeting was outside the window", 2)]


def test_short_numbers_are_kept_on_one_line() -> None:
    said = {node["words"]: node["short"] for node in walk(LAID_OUT) if "short" in node}
    assert said["13 of 15"]
    assert not said["undefined (both coders used one category throughout)"]


def test_a_document_with_problems_is_not_laid_out() -> None:
    typed = dataclasses.replace(sample.document(), subtitle=words("Of 49 frameworks"))
    with pytest.raises(InputError, match="49"):
        lay_out(typed)
