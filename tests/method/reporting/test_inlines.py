"""How numbers are worded: only ever from what they count."""

import dataclasses

import pytest

from fivefold.method.analysis.figures import Count, Figure, Freeze, Group, Unit
from fivefold.method.reporting.inlines import (
    Emphasis,
    Form,
    Link,
    Number,
    Reference,
    Result,
    Stated,
    Statistic,
    Strong,
    Style,
    Text,
    leaves,
    plain,
    with_base,
    words,
)

FREEZE = Freeze("abc", 49)


def figure(numerator: int, base: int | None, *, unit: Unit = Unit.FRAMEWORKS) -> Figure:
    references = tuple(f"R{at}" for at in range(numerator))
    return Figure("key", "Title", "Definition.", unit, {Group.ALL: Count(numerator, base, references)}, FREEZE)


def statistic(*values: float, style: Style = Style.DECIMAL, digits: int | None = None) -> Statistic:
    return Statistic("key", "Title", "Definition.", values, style, FREEZE, digits=digits)


@pytest.mark.parametrize(
    ("numerator", "base", "form", "said"),
    [
        (7, 15, Form.OF, "7 of 15"),
        (0, 15, Form.OF, "0 of 15"),
        (34, None, Form.OF, "34"),
        (7, 15, Form.COUNT, "7"),
        (7, 15, Form.BASE, "15"),
        (7, 15, Form.WORDS, "seven of 15"),
        (0, 15, Form.WORDS, "none of 15"),
        (10, 15, Form.WORDS, "10 of 15"),
        (3, None, Form.WORDS, "three"),
        (7, 15, Form.SENTENCE, "Seven of 15"),
        (22, 49, Form.SENTENCE, "22 of 49"),
        (22, 49, Form.PERCENT, "22 of 49 (45%)"),
        (10, 20, Form.PERCENT, "10 of 20 (50%)"),
        (34, None, Form.PERCENT, "34"),
    ],
)
def test_a_number_is_worded_by_its_form(numerator: int, base: int | None, form: Form, said: str) -> None:
    assert Number(figure(numerator, base), form=form).words == said


def test_a_small_base_never_gets_a_percentage() -> None:
    assert Number(figure(7, 19), form=Form.PERCENT).words == "7 of 19"


@pytest.mark.parametrize(
    ("numerator", "base", "unit", "form", "said"),
    [
        (7, 15, Unit.FRAMEWORKS, Form.OF, "7 of 15 frameworks"),
        (1, 15, Unit.FRAMEWORKS, Form.COUNT, "1 framework"),
        (1, 1, Unit.YOUNG_PEOPLE, Form.OF, "1 of 1 young person"),
        (1, None, Unit.INTERVENTIONS, Form.OF, "1 intervention"),
        (0, None, Unit.INTERVENTIONS, Form.OF, "0 interventions"),
        (2, None, Unit.ENTRIES, Form.WORDS, "two entries"),
    ],
)
def test_a_unit_agrees_with_its_number(numerator: int, base: int | None, unit: Unit, form: Form, said: str) -> None:
    assert Number(figure(numerator, base, unit=unit), form=form, with_unit=True).words == said


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_has_a_singular(unit: Unit) -> None:
    said = Number(figure(1, None, unit=unit), with_unit=True).words
    assert said.startswith("1 ")
    assert said != f"1 {unit}"


def test_a_base_that_does_not_exist_cannot_be_printed() -> None:
    with pytest.raises(ValueError, match="no base"):
        Number(figure(3, None), form=Form.BASE)


def test_a_group_that_was_not_counted_cannot_be_printed() -> None:
    with pytest.raises(KeyError):
        Number(figure(3, 5), Group.SOLE)


@pytest.mark.parametrize(
    ("values", "style", "digits", "said"),
    [
        ((3.0,), Style.TALLY, None, "3"),
        ((21370.0,), Style.TALLY, None, "21,370"),
        ((0.5238,), Style.DECIMAL, None, "0.52"),
        ((0.5238,), Style.DECIMAL, 3, "0.524"),
        ((0.469,), Style.PERCENT, None, "47%"),
        ((0.9979,), Style.PERCENT, 1, "99.8%"),
        ((0.9999,), Style.PERCENT, 1, "over 99.9%"),
        ((0.0001,), Style.PERCENT, None, "under 1%"),
        ((1.0,), Style.PERCENT, 1, "100.0%"),
        ((0.0,), Style.PERCENT, None, "0%"),
        ((0.00042,), Style.P_VALUE, None, "p < 0.001"),
        ((0.0314,), Style.P_VALUE, None, "p = 0.031"),
        ((0.4567,), Style.P_VALUE, None, "p = 0.46"),
        ((0.41, 0.634), Style.INTERVAL, None, "0.41 to 0.63"),
        ((0.213, 0.734), Style.PERCENT_INTERVAL, None, "21% to 73%"),
    ],
)
def test_a_result_is_worded_by_its_style(
    values: tuple[float, ...], style: Style, digits: int | None, said: str
) -> None:
    assert Result(statistic(*values, style=style, digits=digits)).words == said


def test_an_undefined_result_says_why() -> None:
    undefined = dataclasses.replace(statistic(0.5), values=(), why_undefined="one category throughout")
    assert Result(undefined).words == "undefined (one category throughout)"


@pytest.mark.parametrize(
    ("values", "style", "why"),
    [
        ((), Style.DECIMAL, ""),
        ((0.5,), Style.DECIMAL, "and yet undefined"),
        ((0.5,), Style.INTERVAL, ""),
        ((0.5, 0.6), Style.DECIMAL, ""),
        ((float("nan"),), Style.DECIMAL, ""),
    ],
)
def test_a_statistic_is_either_defined_or_says_why_not(values: tuple[float, ...], style: Style, why: str) -> None:
    with pytest.raises(ValueError, match="needs"):
        Statistic("key", "Title", "Definition.", values, style, FREEZE, why_undefined=why)


@pytest.mark.parametrize(("said", "source"), [("", "the protocol"), ("2016", " ")])
def test_a_statement_needs_words_and_a_source(said: str, source: str) -> None:
    with pytest.raises(ValueError, match="statement"):
        Stated(said, source)


@pytest.mark.parametrize("target", ["http://example.org", "javascript:void", "terms", ""])
def test_a_link_goes_into_the_document_or_to_a_safe_address(target: str) -> None:
    with pytest.raises(ValueError, match="a link goes"):
        Link(words("there"), target)


def test_leaves_are_found_at_any_depth_and_plain_words_resolve_references() -> None:
    run = words("See ", Emphasis(words("both ", Strong((Reference("a"),)))), " and ", Link(words("more"), "#a"))
    assert [type(leaf) for leaf in leaves(run)] == [Text, Text, Reference, Text, Text]
    assert plain(run, {"a": "Table 1"}) == "See both Table 1 and more"


def test_a_head_with_a_base_is_never_parted() -> None:
    assert plain(with_base("Sole", Number(figure(7, 24))), {}) == "Sole (n\u00a0=\u00a024)"
