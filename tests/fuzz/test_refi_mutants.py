"""Coding projects with anything wrong in them are read, or refused with one sentence; never a crash, never a hang."""

import copy
import random
import time
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda.archive import UPLOAD
from fivefold.method.common.errors import InputError
from tests.support import refi_dialects as dialects
from tests.support.refi_projects import CODES, A, B, C, D, E, F, passage, qde, source
from tests.support.refi_rules import broken_rules

# 3,000 mutants are read; each is small, and together they take a while.
pytestmark = pytest.mark.slow

PIECES = (
    b"<", b">", b"&", b'"', b"\x00", b"\xff", b"\xf0\x9f", b"PK\x03\x04", b"PK\x01\x02", b"&#0;", b"&#xD800;", b"]]>",
    b"<!DOCTYPE a>", b"<!ENTITY b 'c'>", b"<Code>", b"</Code>", b"<TextSource/>", b"-1", b"9" * 40, b"NaN", b"../",
    "🙂".encode(), b"\r\n", b"internal://", b"urn:QDA-XML:project:1.0", b"<![CDATA[", b"<?xml version='1.0'?>",
)  # fmt: skip
LONGEST = 5.0
"""Seconds one file may take."""


def rich_project() -> bytes:
    """A project file with something of everything."""
    body = (
        f'<Users><User guid="{E}" name="Coder"/></Users>{CODES}'
        f'<Variables><Variable guid="{A}" name="Age" typeOfVariable="Integer"/></Variables>'
        f'<Cases><Case guid="{B}" name="K7"><VariableValue><VariableRef targetGUID="{A}"/>'
        f'<IntegerValue>14</IntegerValue></VariableValue><SourceRef targetGUID="{A}"/></Case></Cases>'
        + source(passage(0, 5, more='creationDateTime="2024-03-01T10:00:00Z" name="Staff"') + passage(6, 10, guid=F))
        + f'<Notes><Note guid="{D}" name="Memo"><PlainTextContent>one</PlainTextContent></Note></Notes>'
        f'<Links><Link guid="{C}" originGUID="{A}" targetGUID="{B}" direction="OneWay" color="#000"/></Links>'
        f'<Sets><Set guid="{F}" name="age: 14"><MemberSource targetGUID="{A}"/></Set></Sets>'
        f'<Graphs><Graph guid="{E}"><Vertex guid="{A}" firstX="1" firstY="2"/>'
        f'<Edge guid="{B}" sourceVertex="{A}" targetVertex="{A}" lineStyle="solid"/></Graph></Graphs>'
    )
    return qde(body)


def mutants(data: bytes, *, count: int, seed: int):
    """The same file with a few bytes changed, taken out, doubled, or put in."""
    chance = random.Random(seed)
    for _ in range(count):
        made = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(made))
            match chance.randrange(5):
                case 0:
                    made[at] = chance.randrange(256)
                case 1:
                    del made[at : at + chance.randint(1, 40)]
                case 2:
                    made[at:at] = made[at : at + chance.randint(1, 200)]
                case 3:
                    made[at:at] = chance.choice(PIECES)
                case _:
                    made[at : at + chance.randint(0, 8)] = chance.choice(PIECES)
            made = made or bytearray(b"\x00")
        yield bytes(made)


def assert_read_or_refused(data: bytes) -> bool:
    """Whether it was read. What was read is written by the rules, and read again."""
    started = time.monotonic()
    project, refusal = None, None
    try:
        project = refi_qda.read(data, file="p.qdpx", limits=UPLOAD)
    except InputError as error:
        refusal = error
    if project is not None:
        again, _ = refi_qda.write(project)
        assert broken_rules(zipfile.ZipFile(BytesIO(again)).read("project.qde")) == []
        refi_qda.read(again, file="again.qdpx")
    assert refusal is None or (refusal.where.startswith("p.qdpx") and refusal.next_step)
    assert time.monotonic() - started < LONGEST
    return refusal is None


@pytest.mark.parametrize("seed", range(4))
def test_damaged_project_files(seed):
    outcomes = [assert_read_or_refused(data) for data in mutants(rich_project(), count=400, seed=seed)]
    assert True in outcomes
    assert False in outcomes


VALUES = (
    "",
    " ",
    "-1",
    "9" * 30,
    "{}",
    "NaN",
    "true",
    "2024-13-45T99:00:00Z",
    "internal://../a",
    "rgb(1,2,3)",
    "a" * 99,
)


def rearranged(data: bytes, *, count: int, seed: int):
    """The same project, still well formed, with elements and attributes dropped, doubled, moved, renamed, refilled."""
    chance = random.Random(seed)
    for _ in range(count):
        root = etree.fromstring(data)
        for _ in range(chance.randint(1, 6)):
            elements = list(root.iter())
            one, other = chance.choice(elements), chance.choice(elements)
            match chance.randrange(6):
                case 0 if one is not root:
                    one.getparent().remove(one)
                case 1:
                    other.append(copy.deepcopy(one))
                case 2 if one.attrib:
                    del one.attrib[chance.choice(list(one.attrib))]
                case 3 if one.attrib:
                    one.set(chance.choice(list(one.attrib)), chance.choice(VALUES))
                case 4:
                    one.text = chance.choice(VALUES)
                case _:
                    one.tag = other.tag
        yield etree.tostring(root)


@pytest.mark.parametrize("seed", range(3))
def test_well_formed_nonsense(seed):
    outcomes = [assert_read_or_refused(data) for data in rearranged(rich_project(), count=300, seed=seed)]
    assert outcomes.count(True) > outcomes.count(False)


@pytest.mark.parametrize("name", ["NVivo", "ATLAS.ti"])
def test_damaged_containers(name):
    data = dialects.write(dialects.DIALECTS[name], dialects.documents(count=1, passages=4, lines=4))
    outcomes = [assert_read_or_refused(mutant) for mutant in mutants(data, count=400, seed=7)]
    assert True in outcomes
    assert False in outcomes


@pytest.mark.parametrize("seed", range(2))
def test_damaged_members_in_sound_containers(seed):
    data = dialects.write(dialects.MAXQDA, dialects.documents(count=1, passages=4, lines=4))
    files = {
        info.filename: zipfile.ZipFile(BytesIO(data)).read(info) for info in zipfile.ZipFile(BytesIO(data)).infolist()
    }
    for name in files:
        for damaged in mutants(files[name], count=150, seed=seed):
            assert_read_or_refused(dialects.pack({**files, name: damaged}))
