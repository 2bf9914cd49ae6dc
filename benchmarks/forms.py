"""How fast completed forms are read, in isolated processes, beside plain text extraction with python-docx.

    python -m benchmarks.forms [--forms 1000]

Every form goes through the whole way: upload gate, isolated process, second count of every letter, JSON back. The
plain way is what a script would do: open the file with python-docx in this process and join the text of the cells. It
places nothing, checks nothing and reads neither notes nor text boxes.
"""

import argparse
import io
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import docx

from fivefold.method.demonstration.returned import Manner, return_form
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, CellStatus, Entry, Framework, Header
from fivefold.method.frameworks.forms import worker
from fivefold.method.frameworks.forms.outcomes import FormReading
from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.worker import FormFile, read_files
from fivefold.method.frameworks.forms.writing import write_form

STUDY = 49
PROTECTED = 12
PASSWORD = "four words and space"
MINUTES = (
    "bullying in the corridors is known to staff mentor meets weekly stairwell out of sight youth club on the estate "
    "group laughs at jokes nobody objects moved home twice older cousin plan agreed waiting list school policy park"
)
WORDS = MINUTES.split()
FORM = instrument()


def made_up(chance: random.Random) -> bytes:
    """A form as full as a real one, and in the manner of one program or person or another."""
    cells = []
    for place in FORM.places:
        texts = [
            " ".join(chance.choices(WORDS, k=chance.randint(3, 18))).capitalize()
            for _ in range(chance.choice([0, 1, 1, 2, 3]))
        ]
        entries = tuple(Entry(text, place) for text in texts)
        cells.append(Cell(place, entries, None if entries else chance.choice(list(CellStatus))))
    framework = Framework(FORM.key, Header("7KQ2M", "Lead professional", "Group"), tuple(cells))
    return return_form(write_form(framework, instrument=FORM), manner=chance.choice(list(Manner)), rng=chance)


def plain_text(content: bytes) -> str:
    """The plain way: every paragraph, and every cell once."""
    document = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        for row in table.rows:
            texts += [cell.text for cell in row.cells]
    return "\n".join(texts)


def children_seconds() -> float:
    """Processor time of processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(process: int) -> float:
    """Megabytes of memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def watched(files: list[FormFile], sizes: list[float]) -> Iterator[FormReading]:
    """Read with one process, noting its memory after every tenth of the files."""
    started: list[int] = []
    start = worker.subprocess.Popen

    def noting(*arguments: object, **options: object) -> object:
        process = start(*arguments, **options)  # type: ignore[call-overload]
        started.append(process.pid)
        return process

    worker.subprocess.Popen = noting  # type: ignore[misc, assignment]
    try:
        for number, outcome in enumerate(read_files(files, instrument=FORM, passwords=[PASSWORD]), start=1):
            assert isinstance(outcome, FormReading), outcome
            if number % max(1, len(files) // 10) == 0:
                sizes.append(resident(started[-1]))
            yield outcome
    finally:
        worker.subprocess.Popen = start  # type: ignore[misc]


def main() -> None:
    """Print the study's 49 forms, then the many, then the plain way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=1_000)
    many = parser.parse_args().forms
    chance = random.Random(1)
    contents = [made_up(chance) for _ in range(many)]

    study = [protect(each, PASSWORD) for each in contents[:PROTECTED]] + contents[PROTECTED:STUDY]
    began = time.perf_counter()
    read = list(
        read_files([FormFile(str(n), each) for n, each in enumerate(study)], instrument=FORM, passwords=[PASSWORD])
    )
    wall = time.perf_counter() - began
    assert all(isinstance(outcome, FormReading) for outcome in read)
    print(f"{len(study)} forms, {PROTECTED} of them protected, process start included: {wall:.2f} s")

    sizes: list[float] = []
    before, began = children_seconds(), time.perf_counter()
    words = sum(
        len(entry.text.split())
        for reading in watched([FormFile(str(n), each) for n, each in enumerate(contents)], sizes)
        for _, entry in reading.framework.placed_entries()
    )
    wall, busy = time.perf_counter() - began, children_seconds() - before
    print(f"{many} forms, one process: {many / wall:.1f} a second by the clock, {many / busy:.1f} a second of its core")
    print(f"  {words:,} words in cells; memory after each tenth: {', '.join(f'{size:.0f}' for size in sizes)} MB")

    began = time.process_time()
    letters = sum(len(plain_text(each)) for each in contents)
    plain = time.process_time() - began
    print(f"python-docx, text only, no checks: {many / plain:.1f} a second of its core ({letters:,} characters)")
    print(f"reading and checking takes {busy / plain:.2f} times the processor time of plain extraction")


if __name__ == "__main__":
    main()
