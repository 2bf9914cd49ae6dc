"""What `fivefold study` shows a person: one section for each thing that was found, and last what needs doing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fivefold.cli import present
from fivefold.method.coding.study_folder import CodedStudyReading
from fivefold.method.frameworks.classification import Cohort, rule
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.studies.cohorts import AudienceSensitivity, Cohorts, Decision
from fivefold.method.studies.eligibility import Check, Eligibility, Outcome, State
from fivefold.method.studies.report import Finding, StudyReport, UnplacedWords
from fivefold.method.studies.study import Protocol, Study

_STATES = {State.ELIGIBLE: "eligible", State.UNDECIDED: "undecided", State.NOT_ELIGIBLE: "not eligible"}
_COHORTS = {cohort: cohort.value for cohort in Cohort}
_STATUSES = {
    CellStatus.NOT_DISCUSSED: "not discussed",
    CellStatus.NOBODY_KNEW: "nobody present knew",
    CellStatus.NONE_IDENTIFIED: "discussed, none identified",
    CellStatus.NOT_APPLICABLE: "not applicable",
    CellStatus.AGENCY_NOT_PRESENT: "agency not present",
    CellStatus.UNEXPLAINED: "left blank, no reason given",
}


def needs_attention(found: CodedStudyReading) -> bool:
    """Whether a person must look at anything."""
    coding = found.coding is not None and found.coding.report.needs_attention
    project = found.project is not None and found.project.losses.needs_attention
    return found.report.needs_attention or coding or project or any(one.attention for one in found.findings)


def reading(found: CodedStudyReading, *, show_words: bool) -> list[str]:
    """The report of a whole reading."""
    report, study = found.report, found.coded.study
    findings = [*report.findings, *found.findings]
    lines = [
        *_protocol(study.protocol),
        *_section("Forms", _forms(report, study.protocol)),
        *_section("Files that were not read", _refused(report)),
        *_section("Words that have no place on the form", _unplaced(report.unplaced, show_words=show_words)),
        *_section("What does not fit together", _findings(one for one in findings if one.attention)),
        *_section("Eligibility", [*_states(report.eligibility), *_open(report.eligibility)]),
        *_section("Cohorts", [*_cohort_counts(report.cohorts, report.eligibility), *_disagreements(report.cohorts)]),
        *_section("Cells", _cells(report)),
        *_section("Coding", _coding(found)),
        *_section("Besides", [*_findings(one for one in findings if not one.attention), *_notes(report)]),
    ]
    end = "Something above needs a person." if needs_attention(found) else "Nothing needs a person."
    return [*lines, "", end]


def eligibility_of_all(report: StudyReport) -> list[str]:
    """Every framework with its state, then how each criterion came out."""
    lines = []
    for one in report.eligibility:
        lines.append(f"{one.reference}  site {one.site}  {_STATES[one.state]}{f'  ({one.file})' if one.file else ''}")
        lines += [f"    {_check(check)}" for check in one.open_checks]
    by_criterion = [
        (title, *(counts[outcome] for outcome in Outcome))
        for title, counts in _by_criterion(report.eligibility).items()
    ]
    header = ("Criterion", "met", "failed", "undecided")
    return [
        *lines,
        "",
        *present.table(header, by_criterion, numbers={1, 2, 3}).splitlines(),
        "",
        *_states(report.eligibility),
    ]


def classification(study: Study, report: StudyReport, sensitivity: AudienceSensitivity) -> list[str]:
    """The rule, every framework's cohort with its reasons, the counts, and the audience sensitivity."""
    by_rule, found = rule(study.protocol.classification_rule), report.cohorts
    lines = [f"Rule {by_rule.key}: {by_rule.title}", f"  {by_rule.definition}", ""]
    for one in found.decisions:
        lines += _decision(one)
    return [
        *lines,
        *_section("Cohorts", [*_cohort_counts(found, report.eligibility), *_disagreements(found)]),
        *_section("If an audience that does not act counted as taking part", _sensitivity(sensitivity)),
    ]


def _section(title: str, lines: Iterable[str]) -> list[str]:
    """A title and its lines, or nothing where there are none."""
    body = [f"  {line}" for line in lines]
    return ["", title, *body] if body else []


def _protocol(protocol: Protocol) -> Iterator[str]:
    yield protocol.title
    youngest, oldest = protocol.ages
    first, last = protocol.window
    yield f"  Sites {', '.join(protocol.sites)}; ages {youngest} to {oldest}; meetings from {first} to {last}."


def _forms(report: StudyReport, protocol: Protocol) -> list[str]:
    sites = list(dict.fromkeys([*protocol.sites, *(form.site for form in report.forms)]))
    unplaced = Counter(words.file for words in report.unplaced)
    rows = []
    for site in sites:
        forms = [form for form in report.forms if form.site == site]
        words = sum(unplaced[form.file] for form in forms)
        rows.append((site, len(forms), sum(form.entries for form in forms), words))
    rows.append(("all", len(report.forms), sum(row[2] for row in rows), sum(row[3] for row in rows)))
    return present.table(("Site", "forms read", "entries", "unplaced"), rows, numbers={1, 2, 3}).splitlines()


def _refused(report: StudyReport) -> Iterator[str]:
    for one in report.refused:
        name = f" ({one.reference})" if one.reference else ""
        yield f"{one.refusal.file}{name}: {one.refusal.message}."
        yield f"    {one.refusal.next_step}"


def _unplaced(unplaced: Sequence[UnplacedWords], *, show_words: bool) -> Iterator[str]:
    by_file: dict[str, list[UnplacedWords]] = {}
    for words in unplaced:
        by_file.setdefault(words.file, []).append(words)
    for file, found in by_file.items():
        places = f"{len(found)} place{'s' if len(found) > 1 else ''}"
        yield f"{file}: {sum(len(words.text.split()) for words in found)} words in {places}"
        for words in found if show_words else ():
            yield f"    {words.where}"
            yield from (f"        {line}" for line in words.text.splitlines())
    if unplaced and not show_words:
        yield "`--words` shows them, and where they stand."


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    for one in findings:
        yield f"{one.where}: {one.what}."
        if one.next_step:
            yield f"    {one.next_step}"


def _notes(report: StudyReport) -> Iterator[str]:
    for form in report.forms:
        yield from (f"{form.file}: {note}" for note in form.notes)
    if report.destroy_by is not None:
        yield f"The research copy must be destroyed by the end of {report.destroy_by}."


def _states(assessed: Sequence[Eligibility]) -> Iterator[str]:
    counts = Counter(one.state for one in assessed)
    words = ", ".join(f"{counts[state]} {_STATES[state]}" for state in State)
    yield f"Frameworks: {len(assessed)}, of which {words}."


def _open(assessed: Iterable[Eligibility]) -> Iterator[str]:
    for one in assessed:
        if one.state != State.ELIGIBLE:
            yield f"{one.reference} (site {one.site}) is {_STATES[one.state]}"
            yield from (f"    {_check(check)}" for check in one.open_checks)


def _check(check: Check) -> str:
    return f"{check.title}: {check.finding}. {check.next_step}"


def _by_criterion(assessed: Iterable[Eligibility]) -> dict[str, Counter[Outcome]]:
    counts: dict[str, Counter[Outcome]] = {}
    for one in assessed:
        for check in one.checks:
            counts.setdefault(check.title, Counter())[check.outcome] += 1
    return counts


def _cohort_counts(found: Cohorts, assessed: Iterable[Eligibility]) -> Iterator[str]:
    """All that were read, and those that figures are counted over: they differ while anybody is not eligible."""
    eligible = found.among({one.reference for one in assessed if one.state == State.ELIGIBLE})
    yield f"Frameworks read: {len(found.decisions)}, eligible or not: {_counted(found)}."
    if len(eligible.decisions) != len(found.decisions):
        yield f"Eligible: {len(eligible.decisions)}: {_counted(eligible)}."
    for one in found.overridden:
        override = one.override
        assert override is not None
        rule_says = _COHORTS[one.computed.cohort]
        yield f"{one.reference}: {override.cohort} by {override.by}, against the rule's {rule_says}: {override.reason}"


def _counted(found: Cohorts) -> str:
    return ", ".join(f"{count} {_COHORTS[cohort]}" for cohort, count in found.counts.items())


def _disagreements(found: Cohorts) -> Iterator[str]:
    for one in found.differing_from_form:
        yield f'{one.reference}: the form says "{one.offence}", and the incidents say {_COHORTS[one.cohort]}.'


def _decision(one: Decision) -> Iterator[str]:
    by = f", set by {one.override.by}: {one.override.reason}" if one.override else ""
    yield f"{one.reference}  {_COHORTS[one.cohort]}{by}"
    if one.override:
        yield f"    the rule says {_COHORTS[one.computed.cohort]}"
    yield from (f"    {reason}" for reason in one.computed.reasons)
    for incident in one.computed.per_incident:
        yield f"      {incident.incident}: {incident.kind.replace('_', ' ')}; {incident.reason}"
    yield f"    the form's own field: {one.offence.replace('_', ' ')} ({one.form.replace('_', ' ')})"


def _sensitivity(found: AudienceSensitivity) -> Iterator[str]:
    base = sum(found.before.values())
    yield f"Eligible frameworks that record an audience: {len(found.with_audience)} of {base}."
    yield f"In another cohort: {len(found.changes)} of {base}."
    rows = [(_COHORTS[cohort], found.before[cohort], found.after[cohort]) for cohort in Cohort]
    yield from present.table(("Cohort", "by the rule", "if it counted"), rows, numbers={1, 2}).splitlines()
    for change in found.changes:
        decided = " (a person has decided it)" if change.overridden else ""
        yield f"{change.reference}: {_COHORTS[change.before]} to {_COHORTS[change.after]}{decided}"


def _cells(report: StudyReport) -> Iterator[str]:
    blanks = report.blanks
    if not blanks.cells:
        return
    yield f"Of all frameworks read, eligible or not: {blanks.filled} of {blanks.cells} cells hold entries. The others:"
    rows = [(words, blanks.by_status[status]) for status, words in _STATUSES.items()]
    yield from present.table(("Why", "cells"), rows, numbers={1}).splitlines()


def _coding(found: CodedStudyReading) -> Iterator[str]:
    if found.project is None or found.coding is None:
        return
    layers = Counter(coding.layer for coding in found.coding.codings)
    yield ", ".join(f"{count} by {layer}" for layer, count in sorted(layers.items())) or "No coding was placed."
    yield from (loss.sentence for loss in found.project.losses + found.coding.report)
