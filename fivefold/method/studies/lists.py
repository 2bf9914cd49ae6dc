"""The lists that stand around the forms: covers, consents, classifications by a person, passwords."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fivefold.method.common.csv_dates import read_date
from fivefold.method.common.csv_lists import Columns, Row, choice, decode, read_each, read_rows, write_rows
from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks import references
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.studies.study import Consents, Override

T = TypeVar("T")

COVER = Columns(("reference", "file", "age", "sex", "meeting"))
CONSENTS = Columns(("reference", "lead_professional", "case_worker"))
CLASSIFICATIONS = Columns(("reference", "cohort", "reason", "by"))
PASSWORDS = Columns(("file", "password"))

SEXES = ("male", "female", "other")
ANY_FILE = "*"
"""In the passwords list: a password to try on every file."""

_AGE = re.compile(r"\d{1,2}")
_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_SEX_WORDS = {"m": "male", "f": "female"} | {sex: sex for sex in SEXES}
_BY_A_PERSON = (Cohort.SOLE, Cohort.GROUP, Cohort.BOTH)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """What a site says about one form.

    reference: as the list writes it. file: path within the site's folder, with forward slashes; "" if not given.
    age, sex, meeting: None or "" where the list is silent. where: the row, for messages.
    """

    reference: str
    file: str
    age: int | None = None
    sex: str = ""
    meeting: PartialDate | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Passwords:
    """Passwords by file (path within the study folder), and those to try on every file. Never printed."""

    by_file: Mapping[str, tuple[str, ...]]
    common: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<passwords: {len(self.by_file)} by file, {len(self.common)} for every file>"

    def of(self, file: str) -> tuple[str, ...]:
        """Those to try on this file first; the file's name alone also finds them."""
        return self.by_file.get(file, ()) or self.by_file.get(file.rpartition("/")[2], ())

    def before(self, others: "Passwords") -> "Passwords":
        """These, tried before the others."""
        files = dict(self.by_file)
        for file, words in others.by_file.items():
            files[file] = (*files.get(file, ()), *words)
        return Passwords(files, (*self.common, *others.common))


NO_PASSWORDS = Passwords({})


def read_cover(csv_text: str, *, file: str) -> tuple[CoverRow, ...]:
    """A site's cover list, in its order. Raises InputErrors with the problems of all rows."""
    return tuple(read_each(read_rows(csv_text, COVER, file=file), _cover_row))


def _cover_row(row: Row) -> CoverRow:
    if not row["reference"]:
        raise row.wrong("reference is empty", "Every row names a framework, as its form does.")
    if row["age"] and not _AGE.fullmatch(row["age"]):
        raise row.wrong(
            f'age "{row["age"]}" is not a whole number of years', "Write for example 14, or leave it empty."
        )
    return CoverRow(
        reference=row["reference"],
        file=row["file"].replace("\\", "/"),
        age=int(row["age"]) if row["age"] else None,
        sex=_SEX_WORDS[choice(row, "sex", _SEX_WORDS)] if row["sex"] else "",
        # A cover list that gives a day gives more than may be kept.
        meeting=_to_month(read_date(row, "meeting")),
        where=row.where,
    )


def _to_month(date: PartialDate | None) -> PartialDate | None:
    return None if date is None else date.to_month


def read_consents(csv_text: str, *, file: str) -> Mapping[str, Consents]:
    """Consents by reference as the list writes it. Raises InputErrors with the problems of all rows."""

    def read(row: Row) -> Consents:
        return Consents(_consent(row, "lead_professional"), _consent(row, "case_worker"))

    return _by_reference(csv_text, CONSENTS, read, file=file)


def _consent(row: Row, column: str) -> bool | None:
    return _YES_NO[choice(row, column, _YES_NO)] if row[column] else None


def read_classifications(csv_text: str, *, file: str) -> Mapping[str, Override]:
    """Classifications set by a person, by reference. Raises InputErrors with the problems of all rows."""
    return _by_reference(csv_text, CLASSIFICATIONS, _override, file=file)


def _override(row: Row) -> Override:
    cohort = choice(row, "cohort", [str(cohort) for cohort in _BY_A_PERSON])
    for column in ("reason", "by"):
        if not row[column]:
            raise row.wrong(f"{column} is empty", "A classification against the rule needs a reason and a name.")
    return Override(cohort, row["reason"], row["by"])


def _by_reference(csv_text: str, columns: Columns, read: Callable[[Row], T], *, file: str) -> dict[str, T]:
    first: dict[str, Row] = {}

    def read_once(row: Row) -> tuple[str, T]:
        if not row["reference"]:
            raise row.wrong("reference is empty", "Every row names a framework.")
        earlier = first.setdefault(references.key(row["reference"]), row)
        if earlier is not row:
            raise row.wrong(
                f"{row['reference']} stands in row {earlier.number} too", "Keep one row for each framework."
            )
        return row["reference"], read(row)

    return dict(read_each(read_rows(csv_text, columns, file=file), read_once))


def read_passwords(csv_text: str, *, file: str) -> Passwords:
    """The passwords list. A file may have several rows: each of its passwords is tried."""
    by_file: dict[str, tuple[str, ...]] = {}

    def read(row: Row) -> None:
        if not row["file"] or not row["password"]:
            raise row.wrong(
                "file or password is empty", 'Write the file\'s path, or "*" for every file, and its password.'
            )
        name = row["file"].replace("\\", "/")
        by_file[name] = (*by_file.get(name, ()), row["password"])

    read_each(read_rows(csv_text, PASSWORDS, file=file), read)
    common = by_file.pop(ANY_FILE, ())
    return Passwords(by_file, common)


def read_password_file(data: bytes, *, file: str) -> Passwords:
    """A file of passwords: a passwords list if its first row names those columns, else on each line one for every file.

    Raises InputError where it is no text or holds none, and InputErrors for the rows of a list.
    """
    text = decode(data, file=file)
    header = {name.strip(' "').casefold() for name in re.split("[,;\t]", text.partition("\n")[0].strip())}
    if header == set(PASSWORDS.names):
        return read_passwords(text, file=file)
    lines = tuple(line for line in text.splitlines() if line.strip())
    if not lines:
        raise InputError(
            "there is no password in it", where=file, next_step="Write each password on a line of its own."
        )
    return Passwords({}, lines)


def write_cover(rows: Iterable[CoverRow]) -> str:
    """A cover list as CSV text; `read_cover` reads it back."""
    return write_rows(
        COVER,
        (
            {
                "reference": row.reference,
                "file": row.file,
                "age": "" if row.age is None else str(row.age),
                "sex": row.sex,
                "meeting": str(row.meeting or ""),
            }
            for row in rows
        ),
    )


def write_consents(consents: Mapping[str, Consents]) -> str:
    """A consent list as CSV text; `read_consents` reads it back."""
    words = {True: "yes", False: "no", None: ""}
    return write_rows(
        CONSENTS,
        (
            {
                "reference": reference,
                "lead_professional": words[given.lead_professional],
                "case_worker": words[given.case_worker],
            }
            for reference, given in consents.items()
        ),
    )


def write_classifications(overrides: Mapping[str, Override]) -> str:
    """Classifications set by a person, as CSV text; `read_classifications` reads it back."""
    return write_rows(
        CLASSIFICATIONS,
        (
            {"reference": reference, "cohort": override.cohort, "reason": override.reason, "by": override.by}
            for reference, override in overrides.items()
        ),
    )


def write_passwords(passwords: Passwords) -> str:
    """A passwords list as CSV text; `read_passwords` reads it back."""
    pairs = [(name, word) for name, words in passwords.by_file.items() for word in words]
    pairs += [(ANY_FILE, word) for word in passwords.common]
    return write_rows(PASSWORDS, ({"file": name, "password": word} for name, word in pairs))
