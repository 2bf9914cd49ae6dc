"""The protocol file, and everything that can be wrong in one."""

import pytest

from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.incidents import Hackett
from fivefold.method.studies.protocol import parse_protocol, write_protocol
from fivefold.method.studies.study import Ethics

SHORTEST = """
title = "T"
question = "Q?"
ages = [10, 17]
categories = ["abusive"]
window = ["2016-09", "2016-12"]
sites = ["A"]
[[ethics]]
site = "A"
route = "local"
"""


def changed(key: str, value: str) -> str:
    """The shortest protocol with one key changed."""
    lines = [f"{key} = {value}" if line.startswith(f"{key} =") else line for line in SHORTEST.splitlines()]
    return "\n".join(lines)


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_protocol(text, file="protocol.toml")
    return caught.value.sentence.splitlines()


def test_what_a_protocol_leaves_out_is_as_the_published_study_had_it() -> None:
    protocol = parse_protocol(SHORTEST, file="protocol.toml")
    assert protocol.categories == {Hackett.ABUSIVE}
    assert protocol.ethics == (Ethics("A", "local"),)
    assert (protocol.classification_rule, protocol.instrument, protocol.codebook) == (
        "group/1",
        "appendix-a/1",
        "appendix-b/1",
    )
    assert (protocol.agreed_layer, protocol.retention_months, protocol.publication) == ("Agreed", 12, None)


def test_dates_may_stand_without_quotes_and_a_byte_order_mark_may_stand_first() -> None:
    text = "\ufeffpublication = 2017-10-01\n" + SHORTEST + "approved = 2016-06-14\n"
    protocol = parse_protocol(changed("window", "[2016-09-01, 2016-12-31]"), file="p")
    assert protocol.window == (PartialDate(2016, 9), PartialDate(2016, 12))
    protocol = parse_protocol(text, file="p")
    assert protocol.publication == PartialDate(2017, 10)
    assert protocol.ethics[0].approved == PartialDate(2016, 6, 14)
    assert parse_protocol(write_protocol(protocol), file="p") == protocol


def test_every_problem_is_told_at_once_with_its_place_and_what_to_do() -> None:
    found = problems('titel = "T"\nages = [17, 10]\nwindow = ["2016-12", "2016-09"]\nsites = ["A", "a"]')
    assert [line.removeprefix("protocol.toml: ").partition(". ")[0] for line in found] == [
        '"titel" is not a key of this file',
        "title is missing",
        "question is missing",
        "categories is missing",
        "ethics is missing",
        'sites names "a" twice',
        "ages runs backwards, from 17 to 10",
        "window runs backwards, from 2016-12 to 2016-09",
    ]
    assert [line.partition(". ")[2] for line in (found[0], found[1], found[6], found[7])] == [
        'Did you mean "title"?',
        'Add a line such as title = "What services record".',
        "Write [10, 17].",
        'Write ["2016-09", "2016-12"].',
    ]


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("title", "3", "title must be a text, not a number"),
        ("title", '" "', "title is empty"),
        ("question", "true", "question must be a text, not yes or no"),
        ("question", "1.5", "question must be a text, not a number"),
        ("question", "10:00:00", "question must be a text, not a date"),
        ("ages", '"10-17"', "ages must be a list, not a text"),
        ("ages", "[]", "ages is an empty list"),
        ("ages", "[10]", "ages has 1 numbers"),
        ("ages", '["10", "17"]', "ages must be a whole number, not a text"),
        ("ages", "[true, 17]", "ages must be a whole number, not yes or no"),
        ("ages", "[10, 170]", "ages is 170, which cannot be"),
        ("ages", "[-1, 17]", "ages is -1, which cannot be"),
        ("categories", '["abussive"]', 'categories has "abussive", which is not a category. Did you mean "abusive"?'),
        ("categories", '["xx"]', 'Use "normal", "inappropriate"'),
        ("categories", '["abusive", "abusive"]', 'categories names "abusive" twice'),
        ("window", '["2016-09"]', "window has 1 months"),
        ("window", '["2016", "2017"]', 'window has "2016" without its month. Write the month too: "2016-09".'),
        ("window", '["Sept", "2016-12"]', 'window has "Sept", which is not a month'),
        ("window", "[1, 2]", "window must be a text, not a number"),
        ("sites", '["site a"]', 'sites has "site a", which cannot be a folder\'s name'),
        ("sites", "[{}]", "sites must be a text, not a table"),
        ("site", '"AA"', '[[ethics]] block 1: site is "AA", which is not one of the sites. Did you mean "A"?'),
        ("site", '"Q"', 'Use "A".'),
        ("route", '"univrsity"', 'route is "univrsity". Did you mean "university"?'),
        ("route", '"by post"', 'Use "university" or "local".'),
    ],
)
def test_a_wrong_value_is_named(key: str, value: str, what: str) -> None:
    assert what in " ".join(problems(changed(key, value)))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('classification_rule = "group/7"', 'classification_rule is "group/7", and there is no classification rule'),
        ('classification_rule = "group"', 'classification_rule is "group". Give a name and a version'),
        ('instrument = "appendix-z/1"', 'instrument is "appendix-z/1", and there is no instrument'),
        ('codebook = "Appendix B"', 'codebook is "Appendix B". Give a name and a version'),
        ("agreed_layer = 1", "agreed_layer must be a text"),
        ("retention_months = 12.5", "retention_months must be a whole number, not a number"),
        ('publication = "2017"', 'publication has "2017" without its month'),
        ('ethics = "university"', "ethics must be blocks, not a text"),
        ("ethics = [1]", "ethics must be blocks, not a list"),
    ],
)
def test_a_wrong_optional_value_is_named(line: str, what: str) -> None:
    base = SHORTEST.partition("[[ethics]]")[0] if line.startswith("ethics") else SHORTEST
    assert what in " ".join(problems(line + base))


def test_every_site_has_one_approval() -> None:
    two = SHORTEST.replace('sites = ["A"]', 'sites = ["A", "B"]')
    assert problems(two) == ['protocol.toml: site "B" has no ethics approval. Add a block [[ethics]] with site = "B".']
    twice = SHORTEST + SHORTEST[SHORTEST.index("[[ethics]]") :]
    assert problems(twice) == [
        'protocol.toml, [[ethics]] block 2: site is "A", which has an approval above. Keep one block for each site.'
    ]
    assert "route is missing" in problems(SHORTEST.replace('route = "local"', ""))[0]
    assert 'approved is "soon", which is not a date' in problems(SHORTEST + 'approved = "soon"\n')[0]
    assert problems(SHORTEST.replace('sites = ["A"]\n', "")) == [
        'protocol.toml: sites is missing. Add the labels of the sites, as sites = ["A", "B"].'
    ]
    assert "ethics is missing" in problems(SHORTEST.partition("[[ethics]]")[0])[0]


def test_a_text_that_is_no_toml_is_refused_with_its_line() -> None:
    (found,) = problems("sites = A, B")
    assert found.startswith("protocol.toml: this is not a protocol file:")
    assert "line 1" in found
