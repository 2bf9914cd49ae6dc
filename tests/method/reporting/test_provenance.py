"""What may not be printed: typed numbers, broken links, results that disagree."""

import dataclasses
import re

import pytest

from fivefold.method.analysis.figures import Count, Freeze, Group, Unit
from fivefold.method.common.errors import InputError
from fivefold.method.reporting import provenance
from fivefold.method.reporting.blocks import Appendix, Block, Callout, EveryNumber, Paragraph, Section, Tone
from fivefold.method.reporting.document import Document
from fivefold.method.reporting.inlines import Emphasis, Inline, Link, Number, Reference, Result, Stated, words
from tests.documents import sample

REGISTER = Appendix("every-number", words("Every number"), (EveryNumber(),))


def document(*blocks: Block, register: bool = True) -> Document:
    whole = sample.document()
    return dataclasses.replace(whole, blocks=(*blocks, *((REGISTER,) if register else ())))


def reasons(*inlines: str | Inline, register: bool = True) -> list[str]:
    return [problem.why for problem in provenance.check(document(Paragraph(words(*inlines)), register=register))]


def test_the_sample_may_be_printed() -> None:
    assert provenance.check(sample.document()) == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Recorded in 22 frameworks.", "22"),
        ("About 45% of them.", "45%"),
        ("In 2016, and later.", "2016,"),
        ("Ages 10–17.", "10–17."),
        ("Some ½ of it.", "½"),
        ("Seven of the cohort.", "Seven"),
        ("It doubled.", "doubled"),
        ("Twenty-two of them.", "Twenty"),
        ("At least half.", "half"),
        ("the\nmajority", "the\nmajority"),
        ("A third of the group.", "A third of"),
        ("Only one was answered.", "Only one"),
        ("Most frameworks say so.", "Most frameworks"),
        ("per  cent", "per  cent"),
    ],
)
def test_a_number_typed_as_plain_words_is_found(typed: str, found: str) -> None:
    assert found in provenance.typed_numbers(typed)
    assert provenance.check(document(Paragraph(words(typed)))) != ()


@pytest.mark.parametrize(
    "said",
    [
        "One-to-one work delivered at school.",
        "No one present knew.",
        "They knew one another.",
        "A second person checks the text.",
        "The first meeting.",
        "Both cohorts.",
        "The tension between them, often.",
        "A two-way exchange.",
        "Somebody attended the weekly review.",
    ],
)
def test_words_that_count_nothing_pass(said: str) -> None:
    assert provenance.typed_numbers(said) == ()


@pytest.mark.parametrize(
    "place",
    [
        lambda text: Section("a", words(text), ()),
        lambda text: Callout(Tone.NOTE, words(text), ()),
        lambda text: Callout(Tone.NOTE, words("a"), (Paragraph(words(Emphasis(words(text)))),)),
        lambda text: dataclasses.replace(sample.criteria_table(), caption=words(text)),
        lambda text: dataclasses.replace(sample.criteria_table(), notes=(words(text),)),
        lambda text: dataclasses.replace(sample.matrix(), note=words(text)),
        lambda text: dataclasses.replace(
            sample.matrix(), grid=dataclasses.replace(sample.matrix().grid, row_title=text)
        ),
    ],
)
def test_a_typed_number_is_found_wherever_it_stands(place: object) -> None:
    assert callable(place)
    block = place("In 14 of them")
    assert "a number typed as plain words" in [problem.why for problem in provenance.check(document(block))]


def test_titles_are_checked_too() -> None:
    titled = dataclasses.replace(sample.document(), title=words("The 49 frameworks"))
    assert [problem.words for problem in provenance.check(titled)] == ["49"]


def test_a_refused_document_names_its_problems_and_what_to_do() -> None:
    many = document(Section("findings", words("Findings"), (Paragraph(words("1 2 3 4 5 6 7")),)))
    with pytest.raises(InputError, match=re.escape('"1" in findings')) as refused:
        provenance.require_checked(many)
    assert "(and 2 more)" in refused.value.sentence
    assert "Stated" in refused.value.next_step


def test_few_problems_are_all_named() -> None:
    with pytest.raises(InputError) as refused:
        provenance.require_checked(document(Paragraph(words("12"))))
    assert "in the opening" in refused.value.what
    assert "more)" not in refused.value.what


def test_two_results_under_one_key_are_refused() -> None:
    changed = dataclasses.replace(sample.SAMPLE, title="Another title")
    assert reasons(Number(sample.SAMPLE), Number(changed)) == ['two different results are called "sample/frameworks"']
    recomputed = dataclasses.replace(sample.FISHER, values=(0.5,))
    assert reasons(Result(sample.FISHER), Result(recomputed)) == [
        'two different results are called "comparison/harmful-attitudes"'
    ]


def test_a_result_of_another_freeze_is_refused() -> None:
    older = dataclasses.replace(sample.SAMPLE, freeze=Freeze("older", 48))
    assert reasons(Number(older)) == ['"sample/frameworks" comes from another freeze than the document']


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (Count(3, 2, ("A", "B", "C")), "a numerator outside its base"),
        (Count(-1, 2, ()), "a numerator outside its base"),
        (Count(2, 5, ("A",)), "1 reference codes for a count of 2 frameworks"),
    ],
)
def test_a_count_that_contradicts_itself_is_refused(count: Count, why: str) -> None:
    wrong = dataclasses.replace(sample.SAMPLE, counts={Group.ALL: count})
    assert reasons(Number(wrong)) == [f'figure "sample/frameworks" has {why} (all)']


def test_other_units_may_count_more_than_their_frameworks() -> None:
    more = dataclasses.replace(sample.SAMPLE, unit=Unit.INTERVENTIONS, counts={Group.ALL: Count(34, None, ("A", "B"))})
    assert reasons(Number(more)) == []


def test_numbers_need_their_register_once() -> None:
    assert reasons(Number(sample.SAMPLE), register=False) == [
        "the document has 0 registers of its numbers and needs one"
    ]
    assert reasons(Stated("2016", "the protocol"), register=False) != []
    assert reasons("Nothing to open.", register=False) == []
    twice = document(Section("more", words("More"), (EveryNumber(),)))
    assert [problem.why for problem in provenance.check(twice)] == [
        "the document has 2 registers of its numbers and needs one"
    ]


@pytest.mark.parametrize(
    "inline",
    [Reference("nowhere"), Link(words("there"), "#nowhere"), Emphasis(words(Link(words("there"), "#nowhere")))],
)
def test_a_link_to_nothing_is_refused(inline: Inline) -> None:
    found = provenance.check(document(Paragraph(words(inline))))
    assert [(problem.words, problem.why) for problem in found] == [("nowhere", "nothing in the document has this id")]


def test_an_id_stands_for_one_thing() -> None:
    twice = document(Section("a", words("A"), ()), Section("a", words("B"), ()))
    assert [problem.why for problem in provenance.check(twice)] == ["an id used more than once"]


def test_headings_end_at_the_fourth_level() -> None:
    deep = Section("d", words("D"), ())
    for name in ("c", "b", "a"):
        deep = Section(name, words(name.upper()), (deep,))
    assert [(problem.place, problem.why) for problem in provenance.check(document(deep))] == [
        ("d", "a heading too deep to find")
    ]


@pytest.mark.parametrize("broken", ["\x00", "\x0b", "\ud800", "\uffff"])
def test_a_character_no_file_can_hold_is_refused(broken: str) -> None:
    assert reasons(f"a{broken}b") == ["a character that cannot be printed"]
    titled = dataclasses.replace(sample.SAMPLE, title=f"a{broken}b")
    assert reasons(Number(titled)) == ["a character that cannot be printed"]
    computed = dataclasses.replace(sample.FISHER, definition=f"a{broken}b")
    assert reasons(Result(computed)) == ["a character that cannot be printed"]
    assert "a character that cannot be printed" in reasons(Stated("2016", f"a{broken}b"))
