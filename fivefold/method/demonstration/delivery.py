"""An invented study as partners would send it: a folder of Word forms, lists and a coding project."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.project_writing import write_project
from fivefold.method.common.errors import InputError
from fivefold.method.demonstration import synthetic
from fivefold.method.demonstration.decks import Decks
from fivefold.method.demonstration.returned import STRAYING, Manner, return_form
from fivefold.method.demonstration.synthetic import SEED, SIZE, Synthetic
from fivefold.method.frameworks import references
from fivefold.method.frameworks.definition import Instrument, instrument
from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.writing import write_form
from fivefold.method.studies import lists, writing
from fivefold.method.studies.layout import CODING, PASSWORDS, PROTOCOL, site_folder
from fivefold.method.studies.lists import Passwords
from fivefold.method.studies.study import Protocol, Study, Submission

PROTECTING_SITES = ("A", "C")
"""Sites that send their forms under a password: 12 of the demonstration's 49."""

PROTECTED_AT_MOST = 12
"""Protecting a form takes a quarter of a second by design, so that a large study protects only its first ones."""

CODED_AT_MOST = 1000
"""A coding project is one file made whole in memory: a larger study is delivered without one."""

README = "README.txt"
_TOGETHER = 250
"""Frameworks whose list rows are written at once."""

_WORDS = """A demonstration study for Fivefold. Every case in this folder is invented.

The {frameworks} frameworks describe nobody. No young person, child, family, school or place in them exists. They were
written by a program from an invented vocabulary (seed {seed}){made}.

Nothing in this folder needs protection. Some forms carry a password only because real ones do: see passwords.csv.
"""
_REPRODUCES = ",\nso that the counts published in the study they stand in for can be worked out again"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a folder holds after a delivery. coded: frameworks the coding project covers."""

    folder: Path
    frameworks: int
    protected: int
    coded: int


@dataclass(slots=True)
class _Batch:
    """What is kept of the frameworks written so far: nothing of those already in the lists."""

    passwords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: list[Synthetic] = field(default_factory=list)


def refuse_folder(folder: Path, *, force: bool) -> InputError | None:
    """Why a study cannot be written into this folder: it is a file, or holds something and force is not given.

    Even with force, a folder that holds something other than an earlier demonstration is left alone.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        return InputError("this is a file", where=str(folder), next_step="Name a folder.")
    if not any(folder.iterdir()):
        return None
    if not force:
        return InputError(
            "the folder is not empty",
            where=str(folder),
            next_step="Name another, or add --force to replace an earlier demonstration study.",
        )
    if not (folder / README).is_file() or not (folder / PROTOCOL).is_file():
        return InputError(
            "the folder holds something that is no demonstration study",
            where=str(folder),
            next_step="Name another: only an earlier demonstration study is replaced.",
        )
    return None


def deliver(folder: Path, *, frameworks: int = SIZE, seed: int = SEED, force: bool = False) -> Iterator[Submission]:
    """Write an invented study folder (docs/reference/study-folder.md); yields each submission once its form is written.

    Nothing is written before the first is asked for; the lists and the coding project are whole after the last. The
    same number and seed give the same files, except that protected forms have new salts each time. Memory does not
    grow with the number beyond CODED_AT_MOST, from where on there is no coding project.
    Raises InputError as refuse_folder says.
    """
    if refusal := refuse_folder(folder, force=force):
        raise refusal
    _clear(folder)
    protocol = synthetic.protocol(frameworks=frameworks)
    batch = _Batch()
    made = synthetic.generate(frameworks=frameworks, seed=seed)
    first = True
    forms = _Forms(folder, instrument(protocol.instrument), seed, batch)
    while together := [*islice(made, _TOGETHER)]:
        for one in together:
            forms.write(one)
            yield one.submission
        _append_lists(folder, protocol, [one.submission for one in together], first=first)
        first = False
        if frameworks <= CODED_AT_MOST:
            batch.kept += together
    _write(folder / PASSWORDS, lists.write_passwords(Passwords(batch.passwords)).encode())
    if frameworks <= CODED_AT_MOST:
        _write(folder / CODING, _coding(protocol, batch.kept))
    reproduces = _REPRODUCES if frameworks == SIZE else ""
    _write(folder / README, _WORDS.format(frameworks=frameworks, seed=seed, made=reproduces).encode())


def delivered(folder: Path, written: Iterable[Submission]) -> Delivered:
    """Run a delivery to its end and say what the folder holds."""
    frameworks = sum(1 for _ in written)
    protected = len(lists.read_passwords((folder / PASSWORDS).read_text(encoding="utf-8"), file=PASSWORDS).by_file)
    return Delivered(folder, frameworks, protected, frameworks if (folder / CODING).exists() else 0)


class _Forms:
    """Writes each framework's form in the manner its turn brings."""

    def __init__(self, folder: Path, form: Instrument, seed: int, batch: _Batch) -> None:
        rng = Random(f"{seed}/delivery")  # noqa: S311 - how invented forms come back needs repetition, not secrecy
        self._folder, self._form, self._seed, self._batch = folder, form, seed, batch
        self._manners: Decks[Manner] = Decks(_manners, rng=rng)
        self._passwords = {site: references.make(rng.randbytes(references.RANDOM_BYTES)) for site in PROTECTING_SITES}

    def write(self, one: Synthetic) -> None:
        submission = one.submission
        written = write_form(submission.framework, instrument=self._form)
        rng = Random(f"{self._seed}/returned/{submission.reference}")  # noqa: S311
        content = return_form(written, manner=self._manners.deal("any"), rng=rng)
        password = self._passwords.get(submission.site)
        if password is not None and len(self._batch.passwords) < PROTECTED_AT_MOST:
            content = protect(content, password)
            self._batch.passwords[submission.file] = (password,)
        _write(self._folder / submission.file, content)


def _manners(_: str) -> list[Manner]:
    """Half come straight from one of the two programs; the others were worked over, each way once in a round."""
    worked_over = [manner for manner in Manner if manner not in STRAYING]
    return worked_over + [Manner.WORD, Manner.LIBREOFFICE] * (len(worked_over) // 2)


def _append_lists(folder: Path, protocol: Protocol, submissions: list[Submission], *, first: bool) -> None:
    """Add the rows of some submissions to every list, under the header the first brought."""
    # The rows need nothing of what is in the forms, and a list never quotes it.
    for name, text in writing.lists_of(Study(protocol, tuple(submissions))).items():
        if first:
            _write(folder / name, text.encode())
        elif name != PROTOCOL:
            with (folder / name).open("ab") as file:
                file.write(text.partition("\n")[2].encode())


def _coding(protocol: Protocol, made: list[Synthetic]) -> bytes:
    placed = sorted(made, key=lambda one: (one.submission.site, one.submission.reference))
    study = Study(protocol, tuple(one.submission for one in placed))
    codings = tuple(coding for one in placed for coding in one.codings)
    data, _ = refi_qda.write(write_project(CodedStudy(study, codebook(protocol.codebook), codings)))
    return data


def _clear(folder: Path) -> None:
    """Take an earlier demonstration's files out of the folder, or else two studies would lie in one."""
    if not folder.exists():
        return
    for site in synthetic.SITES:
        for path in sorted(folder.glob(f"{site_folder(site)}/*")):
            if path.is_file():
                path.unlink()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in (".csv", ".toml", ".qdpx", ".txt"):
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
