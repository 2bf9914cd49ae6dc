"""Three thousand Word files with something wrong: each is read to the letter or refused, quickly, and nothing else."""

import io
import json
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from lxml import etree

from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms import opening
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal, RefusalReason, RefusedFormError
from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.worker import FormFile, read_files
from fivefold.method.frameworks.forms.writing import write_form
from tests.corpus.build import FORMS
from tests.corpus.wordml import zipped
from tests.support.form_readings import letters_in, letters_of

IN_PROCESS: Final = 2_500
ISOLATED: Final = 440
PROTECTED: Final = 60
MOST_SECONDS: Final = 5.0
FORM = instrument()
NOT_TO_COUNT = {
    "legacy_form_fields",
    "odd_characters",
    "details_in_brackets",
    "typed_bullets",
    "text_boxes_in_a_cell",
    "fields_in_a_text_box",
}
"""Forms with words in attributes or in two versions, or signs that are no words: read or refused like all others, but
the crude count knows less about them than the reader."""

Mutation = Callable[[bytes, random.Random], bytes]


def seeds() -> list[tuple[str, bytes]]:
    """Every form of the corpus that is read."""
    forms = []
    for path in sorted(FORMS.glob("*.json")):
        reading = json.loads(path.read_text())
        if reading["outcome"] == "read" and "password" not in reading and path.stem != "utf_16":
            forms.append((path.stem, next(FORMS.glob(f"{path.stem}.do*")).read_bytes()))
    return forms


def flip_bytes(content: bytes, rng: random.Random) -> bytes:
    """A few bytes of the archive changed on the way."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut(content: bytes, rng: random.Random) -> bytes:
    """The end, or a piece from the middle, did not arrive."""
    start = rng.randrange(len(content))
    return content[:start] + (content[start + rng.randint(1, 400) :] if rng.random() < 0.5 else b"")


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def drop_member(content: bytes, rng: random.Random) -> bytes:
    """A part left out."""
    members = _members(content)
    del members[rng.choice(list(members))]
    return zipped(members)


def swap_members(content: bytes, rng: random.Random) -> bytes:
    """Two parts under each other's names."""
    members = _members(content)
    first, second = rng.choice(list(members)), rng.choice(list(members))
    members[first], members[second] = members[second], members[first]
    return zipped(members)


def _some_part(members: dict[str, bytes], rng: random.Random) -> str:
    names = [name for name in members if name.endswith((".xml", ".rels"))]
    main = [name for name in names if "document" in name or "body2" in name]
    return rng.choice(main if rng.random() < 0.75 else names)


def flip_characters(content: bytes, rng: random.Random) -> bytes:
    """XML with a few characters changed."""
    members = _members(content)
    name = _some_part(members, rng)
    changed = bytearray(members[name])
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(len(changed))] = rng.choice(b'<>&"/=; \x00\xffaw:1-')
    return zipped({**members, name: bytes(changed)})


def edit_elements(content: bytes, rng: random.Random) -> bytes:
    """XML that is well formed and makes no sense: elements removed, doubled, moved, renamed, with odd attributes."""
    members = _members(content)
    name = _some_part(members, rng)
    root = etree.fromstring(members[name])
    for _ in range(rng.randint(1, 6)):
        inner = [element for element in root.iter() if element.getparent() is not None]
        if inner:
            rng.choice(EDITS)(rng.choice(inner), rng)
    return zipped({**members, name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})


def _remove(element: etree._Element, _rng: random.Random) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _double(element: etree._Element, _rng: random.Random) -> None:
    element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


def _move(element: etree._Element, rng: random.Random) -> None:
    inside = set(element.iter())
    rng.choice([each for each in element.getroottree().getroot().iter() if each not in inside]).append(element)


def _rename(element: etree._Element, rng: random.Random) -> None:
    names = [each.tag for each in element.getroottree().getroot().iter()]
    element.tag = rng.choice([*names, "{urn:strange}thing", element.tag + "x"])


def _give_odd_value(element: etree._Element, rng: random.Random) -> None:
    values = ["-1", "0", "99999999999999999999", "1e309", "nan", "restart", "", "x" * 300, "end", "begin"]
    for key in element.attrib:
        if rng.random() < 0.5:
            element.set(key, rng.choice(values))


def _write_into(element: etree._Element, rng: random.Random) -> None:
    element.text = rng.choice(
        ["strayed words", "n/a", "Strengths", "School(s)", "- x", "\u200b", "Reference Number: Q"]
    )


WORDS = ["strayed words", "n/a", "Strengths", "School(s)", "- x", "\u200b", "Reference Number: Q", "12%"]
EDITS = [_remove, _double, _move, _rename, _give_odd_value, _write_into]
MUTATIONS: list[tuple[Mutation, int]] = [
    (flip_bytes, 15),
    (cut, 8),
    (drop_member, 5),
    (swap_members, 4),
    (flip_characters, 18),
    (edit_elements, 50),
]


def mutants(count: int, *, seed: int) -> Iterator[tuple[str, bytes]]:
    """Mutants of the corpus, the same for the same seed."""
    rng = random.Random(seed)
    forms = seeds()
    kinds, weights = zip(*MUTATIONS, strict=True)
    for number in range(count):
        name, content = forms[number % len(forms)]
        (mutation,) = rng.choices(kinds, weights)
        yield f"{name}, {mutation.__name__}, {number}", mutation(content, rng)


def _check_counted(name: str, content: bytes, reading: FormReading) -> bool:
    """Compare letters where the crude count can be made. Returns whether it could."""
    if name.partition(",")[0] in NOT_TO_COUNT:
        return False
    counted = letters_in(content)
    assert letters_of(reading) == counted, name
    return True


@pytest.mark.no_cover  # Line by line, the tracing would cost several times what the reading does.
@pytest.mark.slow(reason="two and a half thousand files")
def test_a_mutant_is_read_to_the_letter_or_refused() -> None:
    refusals: list[RefusedFormError] = []
    read = counted = 0
    for name, content in mutants(IN_PROCESS, seed=1):
        began = time.process_time()
        try:
            reading = read_form(content, file=name, instrument=FORM)
        except RefusedFormError as refusal:
            refusals.append(refusal)
        else:
            read += 1
            counted += _check_counted(name, content, reading)
        assert time.process_time() - began < MOST_SECONDS, name
    # A fuzzer whose mutants are all refused tests nothing but the gate.
    assert min(read, len(refusals), counted) > IN_PROCESS / 8, (read, len(refusals), counted)
    assert all(refusal.what and refusal.next_step for refusal in refusals)


@pytest.mark.slow(reason="four hundred files through an isolated process")
def test_the_isolated_reader_outlives_mutants() -> None:
    files = [FormFile(name, content) for name, content in mutants(ISOLATED, seed=2)]
    began = time.monotonic()
    outcomes = list(read_files(files, instrument=FORM))
    assert [outcome.file for outcome in outcomes] == [file.name for file in files]
    assert not [
        outcome
        for outcome in outcomes
        if isinstance(outcome, FormRefusal)
        and outcome.reason in (RefusalReason.READER_STOPPED, RefusalReason.TOO_SLOW, RefusalReason.TOO_LARGE)
    ]
    assert time.monotonic() - began < ISOLATED * 0.2


@pytest.mark.slow(reason="opening a protected file takes a tenth of a second by design")
def test_a_protected_file_with_something_wrong_is_opened_or_refused() -> None:
    rng = random.Random(3)
    refusals = []
    protected = protect(write_form(FORM.blank(), instrument=FORM), "sesame")
    for number in range(PROTECTED):
        content = (cut if number % 4 == 0 else flip_bytes)(protected, rng)
        try:
            opened = opening.open_file(content, passwords=["sesame"])
        except RefusedFormError as refusal:
            refusals.append(refusal.reason)
        else:
            assert read_form(opened, file="mutant", instrument=FORM).labels
    assert set(refusals) <= {
        RefusalReason.DAMAGED,
        RefusalReason.WRONG_PASSWORD,
        RefusalReason.RIGHTS_MANAGED,
        RefusalReason.UNSAFE_XML,
        RefusalReason.OTHER_FORMAT,
    }
