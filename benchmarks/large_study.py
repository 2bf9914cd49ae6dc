"""How a study of ten thousand frameworks is made, read and counted: time and memory of the two commands a person runs.

    python benchmarks/large_study.py [FRAMEWORKS]

Runs `fivefold demo generate` into a temporary folder (about 0.1 MB a framework) and `fivefold analysis tables` on it,
each in a process of its own, and prints seconds by the clock, processor seconds, and the largest resident memory of
any one process. On two cores shared with other work, ten thousand frameworks (950,000 codings) took

     demo generate:    229 s by the clock,    174 s of processor, flat memory; a coding project of 73 MB (316 unpacked)
   analysis tables:    369 s by the clock,    330 s of processor,   1807 MB

of which reading the coding project takes 79 s and 1,127 MB (3,254 MB when its XML was read as one tree). Fails when
memory passes 6 GB, or when making a study takes more than 500 MB however large it is.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FRAMEWORKS = 10_000
MOST = 6_000
MOST_TO_GENERATE = 500
"""Megabytes."""

COMMAND = (sys.executable, "-c", "import sys; from fivefold.cli.main import main; sys.exit(main())")


def run(label: str, *arguments: str) -> tuple[str, float]:
    """What the command prints, and its peak memory in megabytes; its children's where that is more."""
    started = time.monotonic()
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{label}: exit code {process.returncode}")
    megabytes = used.ru_maxrss / 1024
    seconds = time.monotonic() - started
    processor = used.ru_utime + used.ru_stime
    print(f"{label:>16}: {seconds:6.0f} s by the clock, {processor:6.0f} s of processor, {megabytes:6.0f} MB")
    return printed, megabytes


def main(frameworks: int) -> int:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "study"
        _, to_generate = run(
            "demo generate", "demo", "generate", "--frameworks", str(frameworks), "--seed", "7", "--out", str(folder)
        )
        size = (folder / "coding.qdpx").stat().st_size
        tables, to_count = run("analysis tables", "analysis", "tables", str(folder), "--json")
    print(f"coding project: {size / 1e6:.0f} MB; {frameworks:,} frameworks")
    counted = json.loads(tables)[0]["heads"][-1]["base"]
    if counted != frameworks:
        print(f"only {counted:,} frameworks were counted")
    return int(counted != frameworks or to_count > MOST or to_generate > MOST_TO_GENERATE)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else FRAMEWORKS))
