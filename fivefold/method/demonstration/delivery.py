"""An invented study as partners would send it: a folder of Word forms, lists and a coding project."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryFile

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.project_writing import outline, write_case, write_source
from fivefold.method.coding.refi_qda.values import Case
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
    """What a folder holds after a delivery."""

    folder: Path
    frameworks: int
    protected: int


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
    grow with the number, but for a few lines on each framework.
    Raises InputError as refuse_folder says.
    """
    if refusal := refuse_folder(folder, force=force):
        raise refusal
    _clear(folder)
    protocol = synthetic.protocol(frameworks=frameworks)
    forms = _Forms(folder, instrument(protocol.instrument), seed)
    made = synthetic.generate(frameworks=frameworks, seed=seed)
    first = True
    with _coding_project(folder / CODING, protocol) as coding:
        while together := [*islice(made, _TOGETHER)]:
            for one in together:
                forms.write(one)
                coding.add(one)
                yield one.submission
            _append_lists(folder, protocol, [one.submission for one in together], first=first)
            first = False
    _write(folder / PASSWORDS, lists.write_passwords(Passwords(forms.passwords)).encode())
    reproduces = _REPRODUCES if frameworks == SIZE else ""
    _write(folder / README, _WORDS.format(frameworks=frameworks, seed=seed, made=reproduces).encode())


def delivered(folder: Path, written: Iterable[Submission]) -> Delivered:
    """Run a delivery to its end and say what the folder holds."""
    frameworks = sum(1 for _ in written)
    protected = len(lists.read_passwords((folder / PASSWORDS).read_text(encoding="utf-8"), file=PASSWORDS).by_file)
    return Delivered(folder, frameworks, protected)


class _Forms:
    """Writes each framework's form in the manner its turn brings. passwords: of those protected, by file."""

    def __init__(self, folder: Path, form: Instrument, seed: int) -> None:
        rng = Random(f"{seed}/delivery")  # noqa: S311 - how invented forms come back needs repetition, not secrecy
        self.passwords: dict[str, tuple[str, ...]] = {}
        self._folder, self._form, self._seed = folder, form, seed
        self._manners: Decks[Manner] = Decks(_manners, rng=rng)
        self._of_site = {site: references.make(rng.randbytes(references.RANDOM_BYTES)) for site in PROTECTING_SITES}

    def write(self, one: Synthetic) -> None:
        submission = one.submission
        written = write_form(submission.framework, instrument=self._form)
        rng = Random(f"{self._seed}/returned/{submission.reference}")  # noqa: S311
        content = return_form(written, manner=self._manners.deal("any"), rng=rng)
        password = self._of_site.get(submission.site)
        if password is not None and len(self.passwords) < PROTECTED_AT_MOST:
            content = protect(content, password)
            self.passwords[submission.file] = (password,)
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


class _Coding:
    """Writes each framework's codings, and keeps what a project says before its texts: its case and its layers."""

    def __init__(self, container: refi_qda.Container, protocol: Protocol) -> None:
        self._container, self._protocol = container, protocol
        self._cases: list[Case] = []
        self._layers: set[str] = set()

    def add(self, one: Synthetic) -> None:
        self._container.add(write_source(one.submission, one.codings, protocol=self._protocol))
        self._cases.append(write_case(one.submission))
        self._layers.update(coding.layer for coding in one.codings)

    def finish(self) -> None:
        book = codebook(self._protocol.codebook)
        self._container.finish(outline(self._protocol, book, layers=self._layers, cases=self._cases))


@contextmanager
def _coding_project(path: Path, protocol: Protocol) -> Iterator[_Coding]:
    """The coding project, whole when the block ends; there is none if the block is left early."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # The second file lies beside the first, where there is room for both, and has no name.
        with (
            path.open("wb") as file,
            TemporaryFile(dir=path.parent) as spool,
            refi_qda.Container(file, spool=spool) as container,
        ):
            coding = _Coding(container, protocol)
            yield coding
            coding.finish()
    except BaseException:
        path.unlink()
        raise


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
