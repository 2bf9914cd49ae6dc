"""Lists and protocols that are damaged: read, or refused with words, and never anything else."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from fivefold.method.common.csv_lists import decode
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.incident_list import read_incidents
from fivefold.method.studies import lists
from fivefold.method.studies.protocol import parse_protocol
from fivefold.method.studies.writing import lists_of
from tests.support import study_folders as folders

READERS = {
    "protocol.toml": parse_protocol,
    "site-a/cover.csv": lists.read_cover,
    "consents.csv": lists.read_consents,
    "incidents.csv": read_incidents,
    "classifications.csv": lists.read_classifications,
}
GOOD = lists_of(folders.study(folders.submission(1), folders.submission(2)))

SNIPPETS = [
    "",
    '"',
    ",",
    ";",
    "\n",
    "\r",
    "\0",
    "\ufeff",
    "=",
    "'",
    "[",
    "]",
    "{",
    "yes",
    "2016-13",
    "9" * 30,
    "é",
    "\x85",
]

MANY = settings(max_examples=300, deadline=None, derandomize=True)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.sampled_from(sorted(READERS)))
    text = GOOD[name]
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 5)))
        text = text[:start] + draw(st.sampled_from(SNIPPETS) | st.text(max_size=3)) + text[end:]
    return name, text


@MANY
@given(damaged())
def test_a_damaged_list_is_read_or_refused_with_words(case: tuple[str, str]) -> None:
    name, text = case
    refused = None
    try:
        READERS[name](text, file=name)
    except InputError as error:
        refused = error
    # A refusal names the list and says something; anything else than a refusal has failed the test by now.
    assert refused is None or (refused.what and name in refused.sentence)


@MANY
@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_of_passwords_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        lists.read_password_file(data, file="passwords.csv")
    with contextlib.suppress(InputError):
        decode(data, file="list.csv")
