"""Readings as the corpus writes them down, and the words of a Word file counted without our reader."""

import io
import re
import zipfile
from collections import Counter
from typing import Any
from xml.etree import ElementTree

from fivefold.method.frameworks.forms import annotations
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal


def compact(outcome: FormReading | FormRefusal) -> dict[str, Any]:
    """An outcome with blank cells and an entry's missing details left out."""
    if isinstance(outcome, FormRefusal):
        return {"outcome": "refused", "reason": str(outcome.reason)}
    framework = outcome.framework
    cells: dict[str, Any] = {}
    for cell in framework.cells:
        if cell.entries:
            cells[str(cell.key)] = [_compact_entry(entry, str(cell.key)) for entry in cell.entries]
        elif cell.status != "unexplained" or cell.status_text:
            cells[str(cell.key)] = {str(cell.status): cell.status_text}
    header = framework.header
    return {
        "outcome": "read",
        "header": {"reference": header.reference, "signature": header.signature, "offence": header.offence},
        "places": {str(context): place for context, place in framework.places.items()},
        "cells": cells,
        "unplaced": [[each.text, each.where] for each in outcome.unplaced],
        "notes": list(outcome.notes),
        "labels": list(outcome.labels),
    }


def _compact_entry(entry: Any, cell: str) -> Any:
    details = {
        "said_by": entry.said_by,
        "certainty": entry.certainty and str(entry.certainty),
        "as_of": entry.as_of and str(entry.as_of),
        "about": entry.about,
        "first_placed": None if str(entry.first_placed) == cell else str(entry.first_placed),
    }
    details = {key: value for key, value in details.items() if value}
    return {"text": entry.text, **details} if details else entry.text


def letters_of(outcome: FormReading) -> Counter[str]:
    """The letters and digits of everything a reading holds; an entry's details as they are written."""
    framework = outcome.framework
    texts = [framework.header.reference, framework.header.signature, framework.header.offence]
    texts += [*framework.places.values(), *outcome.labels, *(each.text for each in outcome.unplaced)]
    for cell in framework.cells:
        texts.append(cell.status_text)
        texts += [annotations.write(entry, stands_in=cell.key) for entry in cell.entries]
    return _letters(" ".join(texts))


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum())


_STORIES = re.compile(r"(document|body2|header\d*|footer\d*|footnotes|endnotes|comments|data\d+|chart\d+)\.xml$")
_GONE = frozenset("del moveFrom instrText delText delInstrText rPr pPr tblPr tblGrid sectPr sdtPr f formatCode".split())  # noqa: SIM905


def letters_in(docx: bytes) -> Counter[str]:
    """The letters and digits a Word file shows, found by another parser: no drawings' second versions, no codes."""
    texts: list[str] = []
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        for name in archive.namelist():
            if _STORIES.search(name) and "glossary" not in name:
                _collect(ElementTree.fromstring(archive.read(name)), texts)
    return _letters(" ".join(texts))


def _collect(element: ElementTree.Element, texts: list[str]) -> None:
    name = element.tag.rpartition("}")[2]
    if name in _GONE or (name == "tr" and any(each.tag.endswith("}del") for each in element.findall("./*/*"))):
        return
    texts.append(element.text or "")
    if name == "textpath":
        texts.append(element.get("string", ""))
    children = list(element)
    if name == "AlternateContent":
        with_words = [
            child for child in children if any(each.tag.endswith("}t") and each.text for each in child.iter())
        ]
        children = with_words[:1] or children[:1]
    for child in children:
        _collect(child, texts)
        texts.append(child.tail or "")
