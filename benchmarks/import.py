"""How long it takes to bring a study of ten thousand frameworks into the records, and in how much memory.

    python benchmarks/import.py [FRAMEWORKS | FOLDER]...

Generates a study (or takes the folder of one that `fivefold demo generate` wrote), prepares an installation in a
temporary place, and runs `fivefold study import` twice in processes of their own: all is new, then nothing is. Prints
seconds by the clock, processor seconds and the largest resident memory; of several sizes also how much memory grows
with each framework. On two cores, nothing else running:

                            1,000 frameworks (95,000 codings)   10,000 (950,000)
       study import                56 s, 286 MB                   507 s, 745 MB
     the same again                35 s, 188 MB                   354 s, 410 MB

The first makes a freeze, which is where memory is at its most: it holds the study and its tables. The second makes
none, and shows what bringing in takes by itself: 25 kB for each framework more. Before a project was read source by
source and the tables were made one after another (docs/decisions/0026), it was 1,519 MB.
Fails when an import takes more than fifteen minutes, the second writes anything, or memory passes MOST megabytes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parent.parent
FRAMEWORKS = 10_000
MOST_SECONDS = 15 * 60
MOST = 800
"""Megabytes."""

COMMAND = (sys.executable, "-c", "import sys; from fivefold.cli.main import main; sys.exit(main())")
LEAD = "research.lead@example.org"


def run(label: str, *arguments: str) -> tuple[str, float, float]:
    """What the command prints, seconds by the clock, and its peak memory in megabytes. Its attention is no failure."""
    started = time.monotonic()
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{label}: exit code {process.returncode}")
    seconds, megabytes = time.monotonic() - started, used.ru_maxrss / 1024
    processor = used.ru_utime + used.ru_stime
    print(f"{label:>16}: {seconds:6.0f} s by the clock, {processor:6.0f} s of processor, {megabytes:6.0f} MB")
    return printed, seconds, megabytes


def prepare(home: Path) -> None:
    """An installation with one study and its research lead."""
    os.environ |= {"FIVEFOLD_HOME": str(home), "FIVEFOLD_AS": LEAD}
    run("ops prepare", "ops", "prepare")
    # In a process of its own: one reads its settings once, and the next study has an installation of its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        other.submit(_give_lead).result()


def _give_lead() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "fivefold.config.settings"
    import django

    django.setup()
    from fivefold.records.accounts.acting import installation
    from tests.support import standing

    with installation():
        standing.give(standing.person("Research Lead"), "research_lead", of=standing.study("large"))


def main(sizes: list[str]) -> int:
    """Each of these studies in turn, and what a framework more costs from the first to the last."""
    told = [measure(given) for given in sizes]
    (few, small, _), *_, (many, large, _) = told if len(told) > 1 else told * 2
    if many != few:
        print(f"{(large - small) / (many - few):.4f} MB for each framework more")
    return int(any(failed for *_, failed in told))


def measure(given: str) -> tuple[int, float, bool]:
    """One study: frameworks, megabytes, and whether it took too much."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(given)
        if not folder.is_dir():
            folder = Path(place) / "study"
            run("demo generate", "demo", "generate", "--frameworks", given, "--seed", "7", "--out", str(folder))
        prepare(Path(place) / "home")
        told, seconds, first = run("study import", "study", "import", str(folder), "--into", "large", "--json")
        again, _, second = run("the same again", "study", "import", str(folder), "--into", "large", "--json")
        run("study list", "study", "list", "--json")
        size = sum(file.stat().st_size for file in Path(place, "home").rglob("*") if file.is_file())
    report, nothing = json.loads(told), json.loads(again)
    print(f"{report['received']:,} frameworks, {report['codings_received']:,} codings; {size / 1e6:,.0f} MB of records")
    wrote = nothing["received"] + len(nothing["changed"]) + nothing["codings_received"]
    return report["received"], first, seconds > MOST_SECONDS or max(first, second) > MOST or wrote > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [str(FRAMEWORKS)]))
