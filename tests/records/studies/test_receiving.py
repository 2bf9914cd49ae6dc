"""Receiving a study again: what changed becomes a version, what people decided stays, and half a batch is none."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.entries import CellKey
from fivefold.method.studies.layout import CODING
from fivefold.method.studies.study import Consents, Override, Study
from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.models import Share, ShareKind
from fivefold.records.audit import events
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import importing
from fivefold.records.coding.importing import import_folder
from fivefold.records.coding.queries import coded_study
from fivefold.records.revisions.models import Kind, Line, Revision
from fivefold.records.studies import actions_classifying, actions_resolving, listing, queries, submissions
from fivefold.records.studies.models import Import, Submission
from fivefold.records.studies.reports import ImportReport
from fivefold.records.vault.keyring import NotOnKeyring
from tests.support import study_folders as folders
from tests.support.standing import NOW, World, rows
from tests.support.standing import told as told_so_far

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # forms are read in isolated processes

ONE, TWO = folders.submission(1), folders.submission(2, site="B")
REWRITTEN = replace(ONE, framework=folders.framework(ONE.reference, words="Misses lessons after lunch on Fridays"))
CORRECTED = replace(folders.submission(3), file=ONE.file)
OTHERWISE = replace(ONE, framework=folders.framework(ONE.reference, words="Has friends in another town"))

Receive = Callable[..., ImportReport]


def coding_of(study: Study, *, start: int = 0, end: int = 14) -> CodedStudy:
    (cell, _entry), *_ = study.submissions[0].framework.placed_entries()
    code = codebook()["risk/individual/non-attendance-at-school"]
    reference = study.submissions[0].reference
    return CodedStudy(study, codebook(), (Coding(reference, cell, 0, Span(start, end), code, AGREED),))


@pytest.fixture
def receive(world: World, tmp_path: Path) -> Receive:
    """Brings a study of these submissions in, as a folder of its own each time."""
    count = 0

    def received(*given: object, coded: CodedStudy | None = None, who: str = "research_lead") -> ImportReport:
        nonlocal count
        count += 1
        study = folders.study(*given)  # type: ignore[arg-type]
        folder = folders.write(study, tmp_path / str(count))
        if coded is not None:
            (folder / CODING).write_bytes(refi_qda.write(write_project(coded))[0])
        return import_folder(folder, world.first, by=world.actor(who), at=NOW)

    return received


def row(world: World, reference: str) -> Submission:
    common = queries.common_share(world.first)
    return Submission.objects.select_related("share", "study").get(mark=queries.mark_of(reference, common=common))


def line_of(subject: Submission, kind: Kind) -> Line:
    return Line.objects.get(subject=subject.id, kind=kind)


def test_each_thing_that_happened_is_told_once(world: World, receive: Receive):
    study = folders.study(ONE, TWO)
    receive(ONE, TWO, coded=coding_of(study))

    told = [str(event.verb) for event in told_so_far()]
    assert told == [
        Verb.PROTOCOL_WRITTEN,
        Verb.CODEBOOK_RECEIVED,
        Verb.SUBMISSION_RECEIVED,
        Verb.SUBMISSION_RECEIVED,
        Verb.CODINGS_RECEIVED,
        Verb.STUDY_IMPORTED,
    ]
    with world.acting("research_lead"):
        assert events.verify() is None


def test_a_site_label_without_a_share_gets_one(world: World, receive: Receive):
    Share.objects.filter(study=world.first, label="B").delete()

    receive(ONE, TWO)

    assert Share.objects.filter(study=world.first, kind=ShareKind.SITE).count() == 2
    assert len(rows(Event, verb=Verb.SHARE_ADDED)) == 1


def test_a_label_that_no_share_can_have_is_refused(world: World, tmp_path: Path):
    label = "A" * 21
    study = replace(folders.study(sites=(label,)), protocol=folders.protocol(sites=(label,)))
    folder = folders.write(study, tmp_path / "study")
    with pytest.raises(InputError, match="20 characters"):
        import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)


@pytest.mark.parametrize("who", ["coder", "site_lead", "commissioner", "operator", "other_research_lead", "nobody"])
def test_nobody_but_the_research_lead_brings_a_study_in(world: World, receive: Receive, who: str):
    with pytest.raises(Refused):
        receive(ONE, who=who)
    assert not rows(Submission)
    assert not rows(Import)


def test_rewritten_words_are_a_version_of_the_same_entry(world: World, receive: Receive):
    study = folders.study(ONE)
    receive(ONE, coded=coding_of(study))
    with world.acting("research_lead"):
        ((entry, version, mark),) = submissions.opened(row(world, ONE.reference)).entries

    report = receive(REWRITTEN)

    with world.acting("research_lead"):
        now = submissions.opened(row(world, ONE.reference))
        ((same, later, other),) = now.entries
        coded = coded_study(world.first)
    assert (same, later) == (entry, version + 1)
    assert other != mark
    assert now.value.framework == REWRITTEN.framework
    assert report.changed == (ONE.reference,)
    assert report.on_changed == {ONE.reference: 1}
    assert report.needs_attention
    assert len(coded.codings) == 1, "the coding stays on the entry, for somebody to look at"
    assert len(rows(Event, verb=Verb.SUBMISSION_RECEIVED_AGAIN)) == 1


def test_other_words_are_another_entry_and_a_coding_without_its_entry_stands_nowhere(world: World, receive: Receive):
    receive(ONE, coded=coding_of(folders.study(ONE)))
    with world.acting("research_lead"):
        ((before, _, _),) = submissions.opened(row(world, ONE.reference)).entries

    report = receive(OTHERWISE)

    with world.acting("research_lead"):
        ((now, version, _),) = submissions.opened(row(world, ONE.reference)).entries
        assert coded_study(world.first).codings == ()
    assert now != before
    assert version == 1
    assert report.on_changed == {ONE.reference: 1}


def test_a_coding_that_moved_is_taken_back_and_given_anew(world: World, receive: Receive):
    study = folders.study(ONE)
    receive(ONE, coded=coding_of(study))

    same = receive(ONE, coded=coding_of(study))
    moved = receive(ONE, coded=coding_of(study, start=7))

    assert (same.codings_received, same.codings_taken_back, same.wrote) == (0, 0, False)
    assert (moved.codings_received, moved.codings_taken_back) == (1, 1)
    with world.acting("research_lead"):
        (coding,) = coded_study(world.first).codings
    assert coding.span == Span(7, 14)


def test_an_override_decided_here_is_kept_and_told(world: World, receive: Receive):
    receive(ONE)
    with world.acting("research_lead") as by:
        actions_classifying.override(
            row(world, ONE.reference), cohort=Cohort.GROUP, reason="Two took part", against=0, by=by, at=NOW
        )

    report = receive(replace(ONE, override=Override("both", "As the site says", "A. Coder")))

    assert report.kept == (ONE.reference,)
    with world.acting("research_lead"):
        assert submissions.opened(row(world, ONE.reference)).value.override == Override(
            "group", "Two took part", by.name
        )


def test_an_override_of_the_folder_follows_the_folder(world: World, receive: Receive):
    receive(replace(ONE, override=Override("both", "As the site says", "A. Coder")))

    receive(replace(ONE, override=Override("group", "On second thoughts", "A. Coder")))

    with world.acting("research_lead"):
        value = submissions.opened(row(world, ONE.reference)).value
        assert value.override == Override("group", "On second thoughts", "A. Coder")
        assert queries.card_of(row(world, ONE.reference)).cohort == "group"


def with_loose_words(folder: Path, *texts: str) -> Path:
    (folder / ONE.file).write_bytes(folders.with_words_below(ONE, *texts))
    return folder


def test_words_somebody_placed_here_stay_placed(world: World, tmp_path: Path):
    folder = with_loose_words(
        folders.write(folders.study(ONE), tmp_path / "one"), "Seen by nobody", "Copied to the file"
    )
    lead = world.actor("research_lead")
    import_folder(folder, world.first, by=lead, at=NOW)
    cell = CellKey(Context.PEER, "risk")
    with world.acting("research_lead") as by:
        one = row(world, ONE.reference)
        keys = {words.text: words.key for words in submissions.opened(one).unplaced}
        actions_resolving.place(one, words=keys["Seen by nobody"], cell=cell, against=1, by=by, at=NOW)
        actions_resolving.dismiss(one, words=keys["Copied to the file"], reason="Printed", against=2, by=by, at=NOW)
        before = submissions.opened(one)
    count = len(rows(Revision))

    report = import_folder(folder, world.first, by=lead, at=NOW)
    assert (report.changed, len(rows(Revision))) == ((), count)

    changed = folders.write(folders.study(REWRITTEN), tmp_path / "two")
    report = import_folder(changed, world.first, by=lead, at=NOW)

    with world.acting("research_lead"):
        after = submissions.opened(row(world, ONE.reference))
    assert report.changed == (ONE.reference,)
    assert [one.key for one in after.unplaced] == [one.key for one in before.unplaced]
    assert [entry.text for entry in after.value.framework.cell(Context.PEER, "risk").entries] == ["Seen by nobody"]
    assert [key for key, _, _ in after.entries] == [key for key, _, _ in before.entries]


def test_words_that_left_the_form_undecided_leave_the_list(world: World, receive: Receive, tmp_path: Path):
    folder = with_loose_words(folders.write(folders.study(ONE), tmp_path / "loose"), "Seen by nobody")
    first = import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)

    second = receive(ONE)

    assert (first.unplaced, second.unplaced) == (1, 0)
    with world.acting("research_lead") as by:
        assert queries.unplaced_open(world.first, by.shares) == ()


def test_a_broken_import_keeps_whole_batches_and_goes_on(
    world: World, receive: Receive, monkeypatch: pytest.MonkeyPatch
):
    store, stored = importing._store, []

    def breaks(*given: object) -> object:
        result = store(*given)  # type: ignore[arg-type]
        stored.append(result)
        if len(stored) == 2:
            raise RuntimeError("the power went")
        return result

    monkeypatch.setattr(importing, "BATCH", 1)
    monkeypatch.setattr(importing, "_store", breaks)
    with pytest.raises(RuntimeError):
        receive(ONE, TWO)

    assert len(rows(Submission)) == 1
    assert len(rows(Event, verb=Verb.SUBMISSION_RECEIVED)) == 1
    subjects = {one.id for one in rows(Submission)}
    assert {one.kind for one in rows(Line) if one.subject not in subjects} <= {Kind.PROTOCOL}
    assert rows(Import)[0].ended is None

    monkeypatch.setattr(importing, "_store", store)
    report = receive(ONE, TWO)
    assert (report.received, report.unchanged) == (1, 1)


def test_a_form_in_another_sites_folder_is_told_and_left(world: World, receive: Receive):
    receive(ONE)
    moved = replace(ONE, site="B", file="site-b/1.docx")

    report = receive(moved)

    assert report.elsewhere == ("site-b/1.docx",)
    with world.acting("research_lead"):
        assert submissions.opened(row(world, ONE.reference)).value.site == "A"


def test_a_second_form_that_its_site_took_back_counts_no_more(world: World, receive: Receive):
    second = replace(ONE, file="site-a/again.docx")
    twice = receive(ONE, second)
    with world.acting("research_lead") as by:
        both = listing.cards(world.first, by.shares)
        assert [one.card.state for one in both] == ["undecided", "undecided"]
    assert twice.received == 2

    receive(ONE)

    with world.acting("research_lead") as by:
        (left,) = listing.cards(world.first, by.shares)
        assert left.card.state == "eligible"
        assert len(list(queries.every(world.first))) == 1


def test_that_another_form_has_a_reference_is_told_of_the_one_there_was(world: World, receive: Receive):
    receive(ONE)
    with world.acting("research_lead") as by:
        (before,) = listing.cards(world.first, by.shares)

    receive(ONE, replace(ONE, file="site-a/again.docx"))

    with world.acting("research_lead") as by:
        (now,) = [one for one in listing.cards(world.first, by.shares) if one.id == before.id]
        assert submissions.opened(row(world, ONE.reference)).others == ("site-a/again.docx",)
    assert (before.card.state, now.card.state, now.card.failed) == ("eligible", "undecided", ("one_framework",))
    (told,) = rows(Event, verb=Verb.SUBMISSION_RECEIVED_AGAIN)
    assert (told.subject, told.facts["kinds"]) == (before.id, ["cover"])


def test_a_form_that_is_gone_stays_in_the_study_and_is_told(world: World, receive: Receive):
    assert not receive(ONE, TWO).needs_attention

    report = receive(ONE)

    assert report.left == (TWO.reference,)
    assert report.needs_attention


def test_a_form_under_another_reference_leaves_the_first_to_be_decided_on(world: World, receive: Receive):
    receive(ONE)

    report = receive(CORRECTED)

    assert (report.received, report.left, report.needs_attention) == (1, (ONE.reference,), True)


def test_what_the_report_says_to_do_about_it_keeps_it_out_of_every_number(world: World, receive: Receive):
    receive(ONE)
    receive(CORRECTED)
    refused = replace(ONE, file="site-a/before.docx", consents=Consents(lead_professional=False, case_worker=False))
    receive(refused, CORRECTED)

    report = receive(CORRECTED)

    with world.acting("research_lead") as by:
        states = {one.card.reference: one.card.state for one in listing.cards(world.first, by.shares)}
    assert states == {ONE.reference: "not_eligible", CORRECTED.reference: "eligible"}
    assert (report.left, report.left_uncounted, report.needs_attention) == ((), (ONE.reference,), False)


def test_another_protocol_is_another_eligibility(world: World, receive: Receive, tmp_path: Path):
    receive(ONE)
    study = folders.study(ONE)
    older = replace(study, protocol=replace(study.protocol, ages=(15, 17)))
    folder = folders.write(older, tmp_path / "older")

    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)

    with world.acting("research_lead") as by:
        (listed,) = listing.cards(world.first, by.shares)
    assert (listed.card.state, listed.card.failed) == ("not_eligible", ("age",))


def test_each_sees_their_own_submissions_and_cards_opened_before_are_no_way_round(world: World, receive: Receive):
    receive(ONE, TWO)
    with world.acting("research_lead") as by:
        everything = by.shares
        assert len(listing.cards(world.first, everything)) == 2
    with world.acting("site_lead") as by:
        assert [one.card.reference for one in listing.cards(world.first, by.shares)] == [ONE.reference]
        assert [one.value.reference for one in queries.every(world.first)] == [ONE.reference]
        assert queries.imports(world.first) == ()
        with pytest.raises(NotOnKeyring):
            listing.cards(world.first, everything)
    with world.acting("other_research_lead") as by:
        assert listing.cards(world.first, by.shares) == ()


def test_cards_cost_the_same_however_many_there_are(world: World, receive: Receive):
    receive(ONE)
    with world.acting("research_lead") as by, CaptureQueriesContext(connection) as one:
        listing.cards(world.first, by.shares)
    receive(ONE, TWO, folders.submission(3), folders.submission(4))
    with world.acting("research_lead") as by, CaptureQueriesContext(connection) as four:
        listing.cards(world.first, by.shares)
    with world.acting("research_lead") as by, CaptureQueriesContext(connection) as kept:
        listing.cards(world.first, by.shares)

    assert (len(one), len(four)) == (2, 3)
    assert len(kept) == 1


def test_counts_are_those_of_the_cards(world: World, receive: Receive):
    receive(ONE, TWO)
    with world.acting("research_lead") as by:
        counted = queries.counts(listing.cards(world.first, by.shares), missing=0)
    assert counted.submissions == 2
    assert counted.by_state == {"eligible": 2, "undecided": 0, "not_eligible": 0}
    assert counted.by_label == {"A": 1, "B": 1}
    assert counted.by_cohort == {"sole": 2}
