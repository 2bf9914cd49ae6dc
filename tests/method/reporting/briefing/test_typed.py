"""Sections typed by hand: their numbers are queries or statements, or they are refused."""

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.reporting.blocks import Paragraph, Section
from fivefold.method.reporting.briefing import typed
from fivefold.method.reporting.inlines import Number, plain
from tests.method.reporting.briefing.study import ABUSE, BULLIED, BULLYING, REFERRAL, coded


@pytest.fixture(scope="module")
def found() -> Extract:
    return extract(coded())


def read(text: str, found: Extract) -> dict[str, Section]:
    return dict(typed.sections(text, file="words.toml", extract=found))


def said(text: str, found: Extract) -> str:
    """The words of an introduction."""
    section = read(f"[introduction]\ntext = '''{text}'''", found)["introduction"]
    return "\n".join(plain(block.inlines, {}) for block in section.blocks if isinstance(block, Paragraph))


def refused(text: str, found: Extract) -> list[str]:
    """What is wrong with an introduction, a sentence for each problem."""
    with pytest.raises(InputErrors) as caught:
        said(text, found)
    return caught.value.sentence.splitlines()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (f"factor:{BULLYING}", "8 of 22"),
        (f"factor:{BULLYING}@group", "8 of 8"),
        (f"factor:{BULLYING}@group-or-both", "8 of 10"),
        (f"factor:{BULLYING}@sole_or_both", "0 of 14"),
        (f"factor:{BULLYING} within {BULLIED}", "8 of 8"),
        (f"factor:{BULLYING}@group|sentence", "Eight of 8"),
        (f"factor:{BULLYING}|count", "8"),
        (f" factor : {BULLYING} @ group | words = 8 of 8 ", "eight of 8"),
        (f"factor:{BULLYING}=8", "8 of 22"),
        (f"any:{BULLYING} or {ABUSE}", "22 of 22"),
        (f"all:{BULLYING} and {BULLIED}@group", "8 of 8"),
        ("attribute:site:A", "12 of 22"),
        ("attribute:age:14", "22 of 22"),
        ("incident:location:school", "22 of 22"),
        ("incident:online:yes", "0 of 22"),
        ("incident:online:no", "22 of 22"),
        ("interventions:family", "10"),
        (f"interventions:{REFERRAL}=10", "10"),
        ("stated:the autumn of 2016|the project plan", "the autumn of 2016"),
    ],
)
def test_a_query_prints_what_the_study_counts(query: str, words: str, found: Extract) -> None:
    assert said(f"Here {{{{{query}}}}} stands.", found) == f"Here {words} stands."


def test_paragraphs_headings_and_plain_words_stay_as_typed(found: Extract) -> None:
    text = """
    [introduction]
    heading = "Why we asked"
    text = '''
    First, something
    over lines.

    {{attribute:site:A}} frameworks come from the first site.
    '''
    [acknowledgements]
    text = "We thank every practitioner."
    """
    sections = read(text, found)
    assert list(sections) == ["introduction", "acknowledgements"]
    introduction = sections["introduction"]
    assert plain(introduction.heading, {}) == "Why we asked"
    assert plain(sections["acknowledgements"].heading, {}) == "Acknowledgements"
    first, second = introduction.blocks
    assert isinstance(first, Paragraph)
    assert plain(first.inlines, {}) == "First, something over lines."
    assert isinstance(second, Paragraph)
    assert isinstance(second.inlines[0], Number)


def test_a_typed_number_is_refused_with_its_section_and_sentence(found: Extract) -> None:
    (problem,) = refused("All is well. We saw 22 of them\nin the autumn. More follows.", found)
    assert "words.toml, [introduction]" in problem
    assert '"22" is typed, not computed, in the sentence "We saw 22 of them in the autumn."' in problem
    assert "{{factor:risk/peer/bullying-others@group}}" in problem


def test_a_counting_word_is_refused_like_a_digit_and_beside_a_query(found: Extract) -> None:
    (problem,) = refused(f"Of {{{{factor:{ABUSE}}}}} three were answered.", found)
    assert '"three" is typed, not computed, in the sentence "Of ... three were answered."' in problem


def test_a_heading_may_not_hold_a_number_either(found: Extract) -> None:
    with pytest.raises(InputErrors, match="is typed, not computed"):
        read('[conclusion]\nheading = "Ten lessons"\ntext = "None."', found)


def test_an_expected_value_that_is_not_counted_is_flagged_with_both_numbers(found: Extract) -> None:
    (problem,) = refused(f"In {{{{factor:{BULLYING}@group=7}}}} groups.", found)
    assert "7 is expected, and the study counts 8 of 8 frameworks" in problem
    (problem,) = refused(f"In {{{{factor:{BULLYING}@group=8 of 15}}}} groups.", found)
    assert "8 of 15 is expected, and the study counts 8 of 8 frameworks" in problem
    (problem,) = refused("There were {{interventions:all=11}}.", found)
    assert "11 is expected, and the study counts 10" in problem


def test_every_problem_is_told_at_once(found: Extract) -> None:
    text = f"""
    [introduction]
    text = "We saw 22. Then {{{{factor:{BULLYING}=1}}}}."
    [conclusion]
    text = "{{{{facter:x}}}}"
    [acknowledgements]
    text = ""
    """
    with pytest.raises(InputErrors) as caught:
        read(text.replace('[acknowledgements]\n    text = ""', ""), found)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("facter:risk/peer", 'Did you mean "factor"?'),
        ("nonsense", "It begins with"),
        ("factor:risk/peer/bullying-other", 'Did you mean "risk/peer/bullying-others"?'),
        (f"factor:{BULLYING}@gruop", 'there is no group "gruop"'),
        (f"factor:{BULLYING}|loud", 'there is no form "loud"'),
        ("attribute:site", "a value is missing"),
        ("stated:in 2016", "whose statement it is, is not given"),
        ("any:", "there is no code"),
    ],
)
def test_a_query_that_cannot_be_asked_is_refused_with_what_to_do(query: str, problem: str, found: Extract) -> None:
    (said_of_it,) = refused(f"Here {{{{{query}}}}} stands.", found)
    assert problem in said_of_it
    assert f"{{{{{query}}}}}" in said_of_it


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[introduction", "not a TOML file"),
        ('[introducton]\ntext = "x"', 'Did you mean "introduction"?'),
        ('[summary]\ntext = "x"', "There are"),
        ("[introduction]", "a typed section has text"),
        ('[introduction]\ntext = "x"\ncolour = "red"', "a typed section has text"),
        ('introduction = "x"', "a typed section has text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: str, problem: str, found: Extract) -> None:
    with pytest.raises(InputError, match=r"words\.toml") as caught:
        read(text, found)
    assert problem in caught.value.sentence
