"""A coded study as a coding project that other programs open."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from fivefold.method.coding.codebook import Codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.refi_qda import guids, values
from fivefold.method.coding.refi_qda.codebook_exchange import code_guid, code_tree
from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks import linear_text
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import CellKey
from fivefold.method.frameworks.linear_text import PlacedEntry
from fivefold.method.studies.study import Protocol, Submission

SITE, AGE, SEX, MEETING = "Site", "Age", "Sex", "Meeting month"
"""Names of the case variables, as docs/reference/study-folder.md gives them."""

_KINDS = {
    SITE: values.Kind.TEXT,
    AGE: values.Kind.INTEGER,
    SEX: values.Kind.TEXT,
    MEETING: values.Kind.TEXT,
}
_VARIABLES = {name: guids.derive("variable", name) for name in _KINDS}
_NAME_LENGTH = 60


def write_project(coded: CodedStudy, *, created: datetime | None = None) -> values.Project:
    """The study's frameworks, codebook and codings as a project for refi_qda.write.

    One text source and one case per framework, both named by its reference; one user per layer, the agreed layer's
    named as the protocol names it. created: the time every part of the project carries; None for none.
    Identifiers derive from content: the same study gives the same project. Raises InputError where a coding stands
    on a framework or an entry that the study does not have.
    """
    protocol = coded.study.protocol
    by_framework: dict[str, list[Coding]] = {}
    for coding in coded.codings:
        by_framework.setdefault(coding.framework, []).append(coding)
    sources = tuple(
        write_source(submission, by_framework.pop(submission.reference, ()), protocol=protocol, created=created)
        for submission in coded.study.submissions
    )
    if by_framework:
        raise InputError(f'codings stand on framework "{min(by_framework)}", which the study does not have')
    layers = {coding.layer for coding in coded.codings}
    cases = map(write_case, coded.study.submissions)
    return replace(outline(protocol, coded.codebook, layers=layers, cases=cases, created=created), sources=sources)


def outline(
    protocol: Protocol,
    codebook: Codebook,
    *,
    layers: Iterable[str],
    cases: Iterable[values.Case],
    created: datetime | None = None,
) -> values.Project:
    """A study's project without its texts, for a study too large to be held: refi_qda.Container takes those singly.

    layers: those its codings stand in. cases: one for each of its frameworks.
    """
    names = {AGREED: protocol.agreed_layer}
    return values.Project(
        name=protocol.title,
        users=tuple(
            values.User(_user(protocol.title, layer), names.get(layer, layer))
            for layer in sorted(set(layers), key=lambda layer: (layer == AGREED, layer))
        ),
        codes=code_tree(codebook),
        variables=tuple(values.Variable(_VARIABLES[name], name, kind) for name, kind in _KINDS.items()),
        cases=tuple(cases),
        stamp=values.Stamp(created=created),
    )


@lru_cache
def _user(study: str, layer: str) -> str:
    """The identifier of a layer's user. study: its title."""
    return guids.derive("user", study, layer)


def source_guid(reference: str) -> str:
    """The identifier of a framework's text."""
    return guids.derive("source", reference)


def write_case(submission: Submission) -> values.Case:
    """A framework's case, with what the cover list says of it."""
    known: dict[str, values.Value | None] = {
        SITE: submission.site,
        AGE: submission.age,
        SEX: submission.sex or None,
        MEETING: str(submission.meeting.to_month) if submission.meeting else None,
    }
    return values.Case(
        guid=guids.derive("case", submission.reference),
        name=submission.reference,
        values=tuple(values.VariableValue(_VARIABLES[name], _KINDS[name], value) for name, value in known.items()),
        sources=(source_guid(submission.reference),),
    )


def write_source(
    submission: Submission, codings: Iterable[Coding], *, protocol: Protocol, created: datetime | None = None
) -> values.TextSource:
    """A framework's text with its codings.

    codings: of this framework, in every layer. Raises InputError where one stands on an entry it does not have.
    """
    framework = submission.framework
    linear = linear_text.render(framework, instrument(framework.instrument))
    text = SourceText(submission.reference, linear.text)
    placed = {(entry.cell, entry.index): entry for entry in linear.entries}
    by_span: dict[Span, list[Coding]] = {}
    for coding in codings:
        by_span.setdefault(_in_text(coding, placed), []).append(coding)
    return values.TextSource(
        guid=source_guid(submission.reference),
        name=submission.reference,
        text=text,
        selections=tuple(_selections(text, by_span, protocol.title, created)),
        stamp=values.Stamp(created=created),
    )


def _in_text(coding: Coding, placed: Mapping[tuple[CellKey, int], PlacedEntry]) -> Span:
    """Where a coding stands in the framework's linear text."""
    entry = placed.get((coding.cell, coding.entry))
    if entry is None or entry.start + coding.span.end > entry.end:
        raise InputError(
            f"a coding stands on entry {coding.entry + 1} of {coding.cell}, {coding.span.start} to {coding.span.end}, "
            "which the framework does not have",
            where=coding.framework,
        )
    return Span(entry.start + coding.span.start, entry.start + coding.span.end)


def _selections(
    text: SourceText, by_span: Mapping[Span, list[Coding]], study: str, created: datetime | None
) -> Iterator[values.Selection]:
    for span, codings in sorted(by_span.items(), key=lambda item: item[0]):
        place = (text.name, span.start, span.end)
        made = tuple(
            values.Coding(
                guids.derive("coding", *place, coding.code.key, coding.layer),
                code_guid(coding.code),
                _user(study, coding.layer),
                created,
            )
            for coding in sorted(codings, key=lambda coding: (coding.layer, coding.code.key))
        )
        yield values.Selection(
            guid=guids.derive("selection", *place),
            name=" ".join(text.passage(span).split())[:_NAME_LENGTH],
            span=span,
            codings=made,
            stamp=values.Stamp(created=created),
            positions=(span.start, span.end),
        )
