"""A framework as JSON and back."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks import as_json
from fivefold.method.frameworks.entries import Framework
from tests.support.framework_values import FORM, a_framework, frameworks


def an_object(**changed: Any) -> dict[str, Any]:
    return {**as_json.to_json(a_framework()), **changed}


def one_cell(**changed: Any) -> dict[str, Any]:
    return an_object(cells=[{"context": "school", "column": "risk", **changed}])


@pytest.mark.slow
@settings(derandomize=True, max_examples=25, deadline=None)
@given(framework=frameworks())
def test_whatever_is_written_comes_back(framework: Framework) -> None:
    """Slow because of the many frameworks that are made up."""
    assert as_json.from_json(json.loads(json.dumps(as_json.to_json(framework)))) == framework


def test_all_forty_cells_stand_in_form_order() -> None:
    cells = as_json.to_json(a_framework())["cells"]
    assert [f"{cell['context']}/{cell['column']}" for cell in cells] == [str(place) for place in FORM.places]


def test_the_one_read_form_of_a_reading_is_taken() -> None:
    read = {**an_object(), "file": "a.docx", "outcome": "read", "labels": [], "unplaced": [], "notes": []}
    refused = {"file": "b.doc", "outcome": "refused"}
    assert as_json.from_json({"forms": [refused, read]}) == a_framework()


def test_what_is_left_out_stands_empty() -> None:
    framework = as_json.from_json({"header": {"reference": "", "signature": "", "offence": ""}, "cells": []})
    assert framework == FORM.blank()


@pytest.mark.parametrize(
    ("value", "where", "what"),
    [
        ([], "the file", "must be an object"),
        ({"forms": []}, "forms", "exactly one read form"),
        ({"forms": {}}, "forms", "must be a list"),
        ({"cells": []}, "the framework", '"header" is missing'),
        (an_object(instrument=1), "the framework", '"instrument" must be text'),
        (an_object(hedaer={}), "the framework", '"hedaer" is not known here'),
        (an_object(header={"reference": "x"}), "header", '"offence" is missing'),
        (an_object(places={"garden": "x"}), "places", "'garden' is not one of"),
        (one_cell(context="garden"), "cell 1", 'no place "garden/risk"'),
        (one_cell(status="perhaps"), "school/risk, status", "'perhaps' is not one of"),
        (one_cell(status="not_discussed", entries=[{"text": "x"}]), "school/risk", "either entries or a status"),
        (one_cell(entries=[{"text": " "}]), "school/risk, entry 1", "must have words"),
        (one_cell(entries=[{"text": "x", "as_of": "autumn"}]), "school/risk, entry 1, as_of", "not a year"),
        (one_cell(entries=[{"text": "x", "said_by": 3}]), "school/risk, entry 1", '"said_by" must be text'),
        (one_cell(entries=[{"text": "x", "first_placed": "a/b"}]), "school/risk, entry 1, first_placed", "no place"),
        (an_object(cells=2 * one_cell()["cells"]), "school/risk", "twice"),
    ],
)
def test_anything_else_is_refused_with_its_place(value: object, where: str, what: str) -> None:
    with pytest.raises(InputError) as refused:
        as_json.from_json(value)
    assert refused.value.where == where
    assert what in refused.value.what


def test_an_instrument_that_is_not_held_is_refused() -> None:
    with pytest.raises(InputError, match="appendix-z/1"):
        as_json.from_json(an_object(instrument="appendix-z/1"))
