"""How long a freeze takes to count, to open, and to be asked, at ten thousand frameworks and a million codings.

    python -m benchmarks.freezes [--frameworks 10000] [--codings 1000000]

Made is what the action of freezing does besides reading the study; opened and asked is what a page waits for.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.analysis import made_up
from fivefold.method.analysis.built import Asked, build, which
from fivefold.method.analysis.commissioned import commissioned
from fivefold.method.analysis.extract import Extract, sealed
from fivefold.method.analysis.extract_files import pack, unpack
from fivefold.method.analysis.figures import Group, Unit
from fivefold.method.analysis.schema import arrow_schema
from fivefold.method.analysis.standard import behind, standard
from fivefold.method.reporting.claim_lines import checked_lines

ROUNDS = 5


def with_segments(extract: Extract, codings: int) -> Extract:
    """The extract with so many agreed segments, spread over its frameworks and codes."""
    chance = random.Random(2)
    frameworks, codes = list(extract.cohort_of), [key for key, row in extract.codes.items() if row["context"]]
    names = [field.name for field in arrow_schema("segments")]
    rows: dict[str, list[Any]] = {name: [] for name in names}
    for number in range(codings):
        code = chance.choice(codes)
        context = extract.codes[code]["context"]
        values = (frameworks[number % len(frameworks)], "peer", "risk", number, 0, 9, code, context, context != "peer")
        for name, value in zip(names, values, strict=True):
            rows[name].append(value)
    table = pa.table(rows, schema=arrow_schema("segments"))
    return sealed({**extract.tables, "segments": table})


def timed(name: str, work: Callable[[], object], *, rounds: int = ROUNDS) -> None:
    """Print the median and the worst of some rounds, in milliseconds."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    print(f"{name:<46} median {statistics.median(taken):>8.0f} ms   worst {max(taken):>8.0f} ms", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frameworks", type=int, default=10_000)
    parser.add_argument("--codings", type=int, default=1_000_000)
    given = parser.parse_args()
    extract, _ = made_up(given.frameworks)
    extract = with_segments(extract, given.codings)
    packed = pack(extract)
    key = AESGCM(AESGCM.generate_key(256))
    kept = key.encrypt(b"0" * 12, packed, b"")
    print(f"{given.frameworks:,} frameworks, {given.codings:,} codings, {len(packed) / 1e6:.1f} MB packed")
    print("Made, once a freeze")
    timed("  pack", lambda: pack(extract), rounds=1)
    timed("  standard tables", lambda: standard(extract), rounds=1)
    timed("  published figures", lambda: checked_lines(extract, None), rounds=1)
    timed("  findings for commissioners", lambda: commissioned(extract), rounds=1)
    print("Opened, once a process")
    timed("  unseal and unpack", lambda: unpack(key.decrypt(b"0" * 12, kept, b"")), rounds=3)
    print("Asked, once a page")
    fresh = replace(extract)
    timed("  a factor's frameworks", lambda: behind(fresh, "findings/risk/peer", "risk/peer/bullying-others", "all"))
    timed("  a published table's cell", lambda: behind(fresh, "table-3", "risk/peer/bullying-others", "group"))
    timed("  a need's frameworks", lambda: behind(fresh, "gaps/needs", "risk/peer/bullying-others", "unaddressed"))
    timed("  a context's frameworks", lambda: behind(fresh, "gaps/contexts", "peer", "unaddressed"))
    timed("  misplaced segments", lambda: behind(fresh, "record/misplaced-segments", "misplaced/segments", "all"))
    timed("  build: site", lambda: build(fresh, Asked("site")))
    timed("  build: codes below a node, with a code", lambda: build(fresh, Asked("code:risk/peer", "vulnerability")))
    timed("  build: codings by site", lambda: build(fresh, Asked("site", unit=Unit.SEGMENTS)))
    timed("  build: codings by code", lambda: build(fresh, Asked("code:risk", unit=Unit.SEGMENTS)))
    timed("  a built cell's frameworks", lambda: which(fresh, build(fresh, Asked("site")), "A", Group.ALL))


if __name__ == "__main__":
    main()
