"""The briefing put together."""

from collections.abc import Mapping

from fivefold.method.analysis.extract import Extract
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.blocks import Contents, Section
from fivefold.method.reporting.briefing import (
    appendices,
    findings,
    limitations,
    messages,
    method,
    profiles,
    responses,
    sample,
    testing,
)
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import words
from fivefold.method.studies.study import Protocol


def briefing(
    protocol: Protocol, extract: Extract, *, meta: Meta, typed: Mapping[str, Section] | None = None
) -> Document:
    """The briefing of a study.

    meta names the study, the extract's freeze, the version and the day of issue. Every number in the document is a
    query's result over the extract; sentences appear only where their result bears them. typed: sections written by a
    person, from `typed.sections`. Raises InputError when no framework is eligible.
    """
    if not extract.freeze.frameworks:
        raise InputError(
            "no framework of this study is eligible, so there is nothing to report",
            next_step="Run `fivefold study eligibility` to see which criterion each one fails.",
        )
    material = Material(protocol, extract)
    written = typed or {}
    return Document(
        title=words("Contexts of harmful sexual behaviour"),
        subtitle=words("What was recorded about young people, what was done, and what was left"),
        meta=meta,
        blocks=(
            *messages.opening(material),
            Contents(),
            *_of(written, "introduction"),
            sample.section(material),
            method.section(material),
            limitations.section(material),
            findings.section(material),
            responses.section(material),
            responses.strengths(material),
            responses.challenges(material),
            profiles.section(material),
            *_of(written, "conclusion"),
            *_of(written, "acknowledgements"),
            appendices.form(material),
            appendices.codes(material),
            *responses.needs(material),
            testing.appendix(material),
            appendices.numbers(),
        ),
    )


def _of(typed: Mapping[str, Section], name: str) -> tuple[Section, ...]:
    return (typed[name],) if name in typed else ()
