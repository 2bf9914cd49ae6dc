"""Which form is which framework: its own reference first, the file its site's cover list names as second evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fivefold.method.frameworks import references
from fivefold.method.frameworks.forms.outcomes import FormReading
from fivefold.method.studies.lists import CoverRow
from fivefold.method.studies.report import Finding, Kind


@dataclass(frozen=True, slots=True)
class ReceivedForm:
    """A form that was read, and the site in whose folder it lay. Its file is a path within the study folder."""

    site: str
    reading: FormReading


@dataclass(frozen=True, slots=True)
class Joined:
    """A form with the framework it is. row: its row of the cover list, None if there is none.

    confirmed: form and cover list give the same reference for the same file.
    """

    form: ReceivedForm
    reference: str
    row: CoverRow | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Joining:
    """What became of every form and every row of the cover lists.

    joined: forms that stand in the study; a reference stands twice where nothing tells which form is meant.
    set_aside: forms that do not, each named by a finding. without_form: rows no form was joined to, by site.
    """

    joined: tuple[Joined, ...]
    set_aside: tuple[ReceivedForm, ...]
    without_form: tuple[tuple[str, CoverRow], ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Covers:
    """The rows of one site's cover list, to be looked up."""

    site: str
    rows: Sequence[CoverRow]
    by_key: dict[str, list[CoverRow]] = field(default_factory=dict)
    by_file: dict[str, CoverRow] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            self.by_key.setdefault(references.key(row.reference), []).append(row)
            if row.file:
                self.by_file.setdefault(row.file.casefold(), row)

        self.known = {key: rows[0].reference for key, rows in self.by_key.items()}

    def near(self, reference: str) -> tuple[str, ...]:
        """References of the list one slip away."""
        return references.near_misses(reference, self.known)

    def rows_for(self, reference: str) -> list[CoverRow]:
        return self.by_key.get(references.key(reference), [])

    def repeated(self) -> Iterator[Finding]:
        for rows in self.by_key.values():
            for row in rows[1:]:
                what = f"{row.reference} is listed already ({rows[0].where})"
                yield Finding(Kind.DUPLICATE, what, row.where, "Keep one row for each framework.")
        for row in self.rows:
            first = self.by_file.get(row.file.casefold(), row)
            if first is not row:
                what = f"the file {row.file} is listed already ({first.where})"
                yield Finding(Kind.DUPLICATE, what, row.where, "Give each row the file of its own form.")


def join(
    forms: Iterable[ReceivedForm], covers: Mapping[str, Sequence[CoverRow]], *, folders: Mapping[str, str]
) -> Joining:
    """Join forms to cover rows, within each site.

    covers: rows by site. folders: each site's folder within the study folder, as the forms' files begin with it.
    """
    looked_up = {site: _Covers(site, rows) for site, rows in covers.items()}
    findings = [finding for cover in looked_up.values() for finding in cover.repeated()]
    nothing = _Covers("", ())
    joined, set_aside = [], []
    for form in forms:
        cover = looked_up.get(form.site, nothing)
        one, found = _join_one(form, cover, _name_within(form, folders))
        findings += found
        if one is None:
            set_aside.append(form)
        else:
            findings += _elsewhere(one, looked_up)
            joined.append(one)
    kept, repeats, found = _without_repeats(joined)
    # What was odd about a form that is set aside is told once, as a repeat.
    aside = {form.reading.file for form in repeats}
    findings = [finding for finding in findings if finding.where not in aside]
    taken = {(one.form.site, id(one.row)) for one in kept}
    without = [(site, row) for site, rows in covers.items() for row in rows if (site, id(row)) not in taken]
    return Joining(tuple(kept), (*set_aside, *repeats), tuple(without), (*findings, *found))


def _name_within(form: ReceivedForm, folders: Mapping[str, str]) -> str:
    return form.reading.file.removeprefix(f"{folders.get(form.site, '')}/").casefold()


def _join_one(form: ReceivedForm, cover: _Covers, name: str) -> tuple[Joined | None, list[Finding]]:
    said = form.reading.framework.header.reference
    reference = references.canonical(said)
    by_file = cover.by_file.get(name)
    rows = cover.rows_for(reference) if reference else []
    if rows:
        row = by_file if by_file in rows else rows[0]
        confirmed = row is by_file or not row.file
        return Joined(form, references.canonical(row.reference), row, confirmed), _other_file(form, row, by_file)
    if by_file is not None and (_says_nothing(reference) or references.one_slip_apart(reference, by_file.reference)):
        listed = references.canonical(by_file.reference)
        return Joined(form, listed, by_file, confirmed=False), [_by_file_alone(form, said, listed)]
    if _says_nothing(reference):
        step = "Ask the site which framework it is, and add it to the cover list with its file."
        what = "the form gives no reference, and the cover list does not name its file"
        return None, [Finding(Kind.REFERENCE, what, form.reading.file, step)]
    return Joined(form, reference, None, confirmed=False), list(_uncovered(form, reference, cover, by_file))


def _says_nothing(reference: str) -> bool:
    """Whether a reference field is empty or holds mere words ("to follow"): those have no digit in them."""
    return not any(character.isdigit() for character in reference) and not references.is_reference(reference)


def _other_file(form: ReceivedForm, row: CoverRow, by_file: CoverRow | None) -> list[Finding]:
    if by_file is row or not row.file:
        return []
    listed = f"; the cover list calls this file {by_file.reference}" if by_file is not None else ""
    what = f"the form says {row.reference}, whose file is {row.file} by the cover list{listed}"
    step = "The form's reference was followed. Compare the two forms, and correct the cover list."
    return [Finding(Kind.COVER, what, form.reading.file, step)]


def _by_file_alone(form: ReceivedForm, said: str, listed: str) -> Finding:
    words = f'says "{" ".join(said.split())}"' if said.strip() else "gives no reference"
    what = f"the form {words}; it was taken for {listed}, which the cover list gives for this file"
    return Finding(Kind.REFERENCE, what, form.reading.file, "Check that it is the same framework.")


def _uncovered(form: ReceivedForm, reference: str, cover: _Covers, by_file: CoverRow | None) -> Iterator[Finding]:
    if not cover.rows:
        return  # The missing list is named once, not once for each form.
    near = cover.near(reference)
    listed = f"; the cover list calls this file {by_file.reference}" if by_file is not None else ""
    step = (
        f"Did you mean {' or '.join(near)}?" if near else "Add its row, or ask the site whether the reference is right."
    )
    yield Finding(
        Kind.COVER, f"the form's reference {reference} is not in the cover list{listed}", form.reading.file, step
    )


def _elsewhere(one: Joined, covers: Mapping[str, _Covers]) -> Iterator[Finding]:
    if one.row is not None:
        return
    for site, cover in covers.items():
        if site != one.form.site and cover.rows_for(one.reference):
            what = f"{one.reference} lies in site {one.form.site}'s folder and is in site {site}'s cover list"
            yield Finding(Kind.SITE, what, one.form.reading.file, "Move the form or its row to the site it belongs to.")


def _without_repeats(joined: Sequence[Joined]) -> tuple[list[Joined], list[ReceivedForm], list[Finding]]:
    """Forms of one reference: the one that form and cover list agree on stands; where none or several do, all stand."""
    by_key: dict[str, list[Joined]] = {}
    for one in joined:
        by_key.setdefault(references.key(one.reference), []).append(one)
    kept, aside, findings = [], [], []
    for same in by_key.values():
        confirmed = [one for one in same if one.confirmed]
        stands = confirmed if len(confirmed) == 1 else same
        kept += stands
        aside += [one.form for one in same if one not in stands]
        if len(same) > 1:
            findings.append(_repeat(same, stands))
    return kept, aside, findings


def _repeat(same: Sequence[Joined], stands: Sequence[Joined]) -> Finding:
    names = ", ".join(one.form.reading.file for one in same)
    what = f"{len(same)} forms carry the reference {same[0].reference}"
    if len(stands) == 1:
        step = f"{stands[0].form.reading.file} was read, as the cover list says. Take the others out of the folder."
    else:
        step = "Ask the site which one stands, and take the others out. Until then none of them is counted."
    return Finding(Kind.DUPLICATE, what, names, step)
