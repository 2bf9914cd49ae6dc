"""A small coded study whose words are hard on offsets: emoji, combining marks, line breaks, overlaps, markup."""

import dataclasses

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import Cell, CellKey, Entry, Framework
from fivefold.method.studies.study import Study
from tests.method.analysis.small_study import small_study

WALK = "He walks home 👋🏽 with friends.\nNobody waits at the gate 🚸 of the café."
MENTOR = "A mentor meets him weekly & he talks.\r\nHe <b>likes</b> it."
ALONE = "His mother works nights; he is alone from six."
CANARY = "CANARY-7f3a stands in a plan that nobody coded."

PEER, FAMILY, STRENGTH, RESPONSE = (
    "risk/peer/peer-criminality",
    "vulnerability/family/parents-absent",
    "strength/school",
    "response/individual/mentoring",
)
PASSAGES = {
    "F1": (
        ("peer/risk", 0, WALK, "home 👋🏽 with", PEER, AGREED),
        ("peer/risk", 0, WALK, "👋🏽", "risk/peer", AGREED),
        ("peer/risk", 0, WALK, "friends.\nNobody", FAMILY, AGREED),
        ("peer/risk", 0, WALK, "café", "risk/school", AGREED),
        ("peer/risk", 0, WALK, "Nobody waits at the gate 🚸 of the café.", "risk/peer", "Coder 1"),
        ("peer/risk", 0, WALK, "gate 🚸", "risk/neighbourhood", "Coder 2"),
        ("school/strength", 0, MENTOR, "mentor meets him weekly & he", STRENGTH, AGREED),
        ("school/strength", 0, MENTOR, "<b>likes</b>", RESPONSE, AGREED),
        ("school/strength", 0, MENTOR, "talks.\r\nHe", RESPONSE, AGREED),
    ),
    "F2": (
        ("family/vulnerability", 0, ALONE, "alone from six", FAMILY, AGREED),
        ("family/vulnerability", 0, ALONE, "works nights", FAMILY, AGREED),
        ("family/vulnerability", 0, ALONE, "works nights", FAMILY, "Coder 1"),
        ("family/vulnerability", 0, ALONE, "works nights", FAMILY, "Coder 2"),
    ),
}
"""By framework: cell, entry, its text, the words coded, the code, the layer."""


def hard_words() -> CodedStudy:
    """Two eligible frameworks: F1 of site A, alone; F2 of site B, in a group."""
    plain = small_study("F1 A sole\nF2 B group")
    submissions = tuple(
        dataclasses.replace(one, framework=_with_words(one.framework, one.reference)) for one in plain.study.submissions
    )
    codings = tuple(
        Coding(reference, _cell(place), entry, _span(text, words), codebook()[code], layer)
        for reference, passages in PASSAGES.items()
        for place, entry, text, words, code, layer in passages
    )
    return dataclasses.replace(plain, study=Study(plain.study.protocol, submissions), codings=codings)


def _cell(place: str) -> CellKey:
    context, _, column = place.partition("/")
    return CellKey(Context(context), column)


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _with_words(framework: Framework, reference: str) -> Framework:
    texts = {place: (text,) for place, _, text, _, _, _ in PASSAGES[reference]}
    texts["individual/action"] = (CANARY,)
    cells = tuple(
        Cell(cell.key, tuple(Entry(text, cell.key) for text in texts.pop(str(cell.key), ())))
        for cell in framework.cells
    )
    assert set(texts) <= {"individual/action"}, texts
    return dataclasses.replace(framework, cells=cells)
