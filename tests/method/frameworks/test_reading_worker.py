"""Many files through isolated processes: one bad file costs only itself."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms import worker
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal, RefusalReason
from fivefold.method.frameworks.forms.outcomes_as_json import from_json, to_json
from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.worker import FormFile, Limits, read_files
from fivefold.method.frameworks.forms.writing import write_form
from tests.corpus.cases import usual

FORM = instrument()
GOOD = usual().save()


def read(*files: FormFile, **options: Any) -> list[FormReading | FormRefusal]:
    return list(read_files(files, instrument=FORM, **options))


def reasons(outcomes: list[FormReading | FormRefusal]) -> list[str]:
    return [str(outcome.reason) if isinstance(outcome, FormRefusal) else "read" for outcome in outcomes]


def test_an_isolated_reading_is_the_same_as_one_in_process() -> None:
    assert read(FormFile("form", GOOD)) == [read_form(GOOD, file="form", instrument=FORM)]


def test_outcomes_come_in_the_order_of_the_files_with_two_processes() -> None:
    files = [FormFile(str(number), GOOD if number % 3 else b"%PDF") for number in range(7)]
    outcomes = read(*files, workers=2)
    assert [outcome.file for outcome in outcomes] == [file.name for file in files]
    assert reasons(outcomes) == ["other_format", "read", "read", "other_format", "read", "read", "other_format"]


def test_no_file_needs_no_process() -> None:
    assert read() == []


def test_files_that_cannot_be_picked_up_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "large.docx").write_bytes(b"")
    os.truncate(tmp_path / "large.docx", 30 * 2**20)
    os.mkfifo(tmp_path / "pipe.docx")
    outcomes = read(
        FormFile("folder", tmp_path),
        FormFile("gone", tmp_path / "gone.docx"),
        FormFile("pipe", tmp_path / "pipe.docx"),
        FormFile("large", tmp_path / "large.docx"),
    )
    assert reasons(outcomes) == ["not_a_file", "unreadable", "not_a_file", "too_large"]


@pytest.mark.slow(reason="opens protected files, which takes its time by design")
def test_a_file_is_opened_with_its_own_password_or_a_common_one() -> None:
    protected = protect(write_form(FORM.blank(), instrument=FORM), "sesame")
    own, common, wrong = (
        FormFile("own", protected, ("sesame",)),
        FormFile("common", protected),
        FormFile("x", protected),
    )
    assert reasons(read(own, passwords=["other"])) == ["read"]
    assert reasons(read(common, wrong, passwords=["other", "sesame"])) == ["read", "read"]
    assert reasons(read(wrong, passwords=["other"])) == ["wrong_password"]
    assert reasons(read(wrong, passwords=["", "one", "two"])) == ["wrong_password"]
    assert reasons(read(wrong)) == ["password_needed"]


@pytest.fixture
def in_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Lets the isolated process run some code before it serves; its module is `isolated`."""
    start = subprocess.Popen

    def let(code: str) -> None:
        altering = tmp_path / "altering.py"
        altering.write_text(f"import {worker._ISOLATED} as isolated\n{textwrap.dedent(code)}")

        def altered(command: list[str], **options: Any) -> Any:
            command[3] = command[3].replace("main()", f"exec(open({str(altering)!r}).read()); main()")
            return start(command, **options)

        monkeypatch.setattr(worker.subprocess, "Popen", altered)

    return let


Altering = Callable[[str], None]


@pytest.mark.parametrize(
    ("doing", "reason"),
    [
        ("os._exit(9)", "reader_stopped"),
        ("os.close(1); time.sleep(60)", "reader_stopped"),
        ("time.sleep(60)", "too_slow"),
        ("sum(iter(int, 1))", "too_slow"),
        ("bytearray(600 * 2**20)", "too_large"),
        ("int('x')", "reader_stopped"),
    ],
    ids=["dies", "falls silent", "sleeps", "spins", "hoards", "stumbles"],
)
@pytest.mark.slow(reason="the limits are on time")
def test_a_file_that_breaks_the_reader_costs_only_itself(doing: str, reason: str, in_the_process: Altering) -> None:
    in_the_process(
        f"""
        import os, time
        keep = isolated.read_form
        def read_form(docx, *, file, instrument):
            if file == "bad":
                {doing}
            return keep(docx, file=file, instrument=instrument)
        isolated.read_form = read_form
        """
    )
    limits = Limits(cpu=1, wall=4.0)
    outcomes = read(FormFile("a", GOOD), FormFile("bad", GOOD), FormFile("b", GOOD), limits=limits)
    assert reasons(outcomes) == ["read", reason, "read"]


def test_the_process_can_open_nothing_and_knows_nothing_of_its_surroundings(
    monkeypatch: pytest.MonkeyPatch, in_the_process: Altering, tmp_path: Path
) -> None:
    monkeypatch.setenv("FIVEFOLD_SECRET", "sesame")
    in_the_process(
        f"""
        import os, socket
        def attempt(act):
            try:
                act()
            except OSError as error:
                return os.strerror(error.errno)
            return "done"
        def read_form(docx, *, file, instrument):
            if file == "probe":
                tried = [attempt(lambda: open("/etc/hostname")), attempt(socket.socket), attempt(os.pipe)]
                tried += [attempt(lambda: open({str(tmp_path / "written")!r}, "w")), str(dict(os.environ))]
                raise isolated.RefusedFormError(isolated.RefusalReason.EMPTY, ", ".join(tried), next_step="x")
        isolated.read_form = read_form
        """
    )
    (outcome,) = read(FormFile("probe", GOOD))
    assert isinstance(outcome, FormRefusal)
    *tried, environment = outcome.message.split(", ", 4)
    assert tried == ["Too many open files"] * 4
    assert "sesame" not in environment


@pytest.mark.parametrize(
    "answer",
    [
        "{'outcome': 'read'}",
        "{'file': 'x', 'outcome': 'refused', 'reason': 'made up', 'message': '', 'next_step': ''}",
        "{'file': 1, 'outcome': 'refused'}",
        "[1]",
    ],
)
def test_a_false_answer_is_not_believed(answer: str, in_the_process: Altering) -> None:
    in_the_process(f"isolated.to_json = lambda outcome: {answer}")
    assert reasons(read(FormFile("x", GOOD))) == ["reader_stopped"]


def test_an_answer_with_content_is_not_believed(in_the_process: Altering) -> None:
    in_the_process(
        """
        keep = isolated.send
        isolated.send = lambda pipe, value: keep(pipe, value, b"" if "ready" in value else b"x")
        """
    )
    assert reasons(read(FormFile("x", GOOD))) == ["reader_stopped"]


@pytest.mark.slow(reason="starts three processes")
def test_a_process_that_dies_between_two_files_costs_the_next_one_only(in_the_process: Altering) -> None:
    in_the_process(
        """
        keep, times = isolated.receive, iter(range(9))
        isolated.receive = lambda pipe: keep(pipe) if next(times) == 0 else None
        """
    )
    large = GOOD + bytes(2**20)
    outcomes = read(FormFile("a", GOOD), FormFile("b", large), FormFile("c", GOOD))
    assert reasons(outcomes) == ["read", "reader_stopped", "read"]


def test_a_process_that_does_not_start_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_ISOLATED", "fivefold.no_such_module")
    with pytest.raises(InputError, match="does not start"):
        read(FormFile("x", GOOD))


def test_leaving_early_ends_the_process() -> None:
    outcomes = read_files([FormFile("a", GOOD), FormFile("b", GOOD)], instrument=FORM)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert not list(outcomes)


def test_the_parent_imports_nothing_that_opens_documents() -> None:
    code = "import sys, fivefold.method.frameworks.forms.worker; print('docx' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "False"


def test_readings_and_refusals_survive_json() -> None:
    reading = read_form(GOOD, file="form", instrument=FORM)
    refusal = FormRefusal("x", RefusalReason.DAMAGED, "what", "Next.")
    assert from_json(to_json(reading)) == reading
    assert from_json(to_json(refusal)) == refusal
