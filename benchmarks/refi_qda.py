"""How long a large coding project takes to write, to read and to join to its study, and whether time is in proportion.

    python benchmarks/refi_qda.py [CODINGS ...]

Prints one line for each size: processor seconds (other programs on the machine do not count) and megabytes. "read" is
our own file; "detect" is the same file as from a program nobody knows, so that its way of counting is worked out.
Fails when 50,000 codings take 10 s or more at any step, or twice as many more than three times as long.
"""

import io
import random
import resource
import sys
import time
import zipfile
from itertools import pairwise

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project import read_codings
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.spans import Span
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, Entry, Framework, Header
from fivefold.method.studies.study import Consents, Protocol, Study, Submission

WORDS = ("staff", "know", "about", "it", "🙂", "corridor", "café", "at", "lunch", "again", "since", "spring")
LAYERS = ("Coder 1", "Coder 2", AGREED)
LIMIT = 10.0
TARGET = 50_000


def coded_study(codings: int) -> CodedStudy:
    """A study with this many codings, about 180 on a framework, the same every time."""
    chance = random.Random(codings)
    form, book = instrument(), codebook()
    protocol = Protocol(
        "Benchmark", "", (10, 17), frozenset(), (PartialDate(2016, 9), PartialDate(2016, 12)), ("A",), (),
        "group/1", form.key, book.key, "Agreed", 12,
    )  # fmt: skip
    submissions, made = [], []
    while len(made) < codings:
        reference = f"R-{len(submissions):05}"
        cells = []
        for place in form.places:
            texts = [" ".join(chance.choices(WORDS, k=chance.randint(4, 14))) for _ in range(chance.randint(0, 3))]
            cells.append(Cell(place, tuple(Entry(text, place) for text in texts)))
            for number, text in enumerate(texts):
                span = Span(0, chance.randint(4, len(text)))
                made += [Coding(reference, place, number, span, chance.choice(book.codes), layer) for layer in LAYERS]
        framework = Framework(form.key, Header(reference=reference), tuple(cells))
        submissions.append(
            Submission(reference, "A", "", 14, "male", PartialDate(2016, 10), Consents(True, True), framework, ())
        )
    return CodedStudy(Study(protocol, tuple(submissions)), book, tuple(made[:codings]))


def as_from_another_program(data: bytes) -> bytes:
    """The same project without our name in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as ours, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as theirs:
        for name in ours.namelist():
            theirs.writestr(name, ours.read(name).replace(b' origin="Fivefold', b' origin="Another'))
    return buffer.getvalue()


def measure(codings: int) -> tuple[float, ...]:
    """Seconds to write, read, and read with detection; the project must come back the same each time."""
    coded = coded_study(codings)
    project = write_project(coded)
    times = [time.process_time()]
    data, losses = refi_qda.write(project)
    times.append(time.process_time())
    ours = refi_qda.read(data, file="benchmark.qdpx")
    times.append(time.process_time())
    foreign = as_from_another_program(data)
    times.append(time.process_time())
    theirs = refi_qda.read(foreign, file="benchmark.qdpx")
    times.append(time.process_time())
    reading = read_codings(ours, coded.study)
    times.append(time.process_time())
    assert ours == project
    assert theirs == project
    assert not losses
    assert set(reading.codings) == set(coded.codings)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write, read, _, detect, join = (later - now for now, later in pairwise(times))
    print(
        f"{codings:>8,} codings: write {write:5.2f} s, read {read:5.2f} s, detect {detect:5.2f} s, join {join:5.2f} s, "
        f"file {len(data) / 1e6:5.1f} MB, memory {memory:5.0f} MB"
    )
    return write, read, detect, join


def main(sizes: list[int]) -> int:
    measured = {size: measure(size) for size in sizes}
    slow = [size for size, times in measured.items() if size <= TARGET and max(times) >= LIMIT]
    bent = [
        size
        for size, times in measured.items()
        if 2 * size in measured and any(later > 3 * now for now, later in zip(times, measured[2 * size], strict=True))
    ]
    for size in slow:
        print(f"{size:,} codings take {LIMIT:.0f} s or more")
    for size in bent:
        print(f"twice {size:,} codings take more than three times as long")
    return 1 if slow or bent else 0


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [12_500, 25_000, TARGET]))
