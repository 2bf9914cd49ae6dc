"""A framework's coded entries come back as they were coded, in form order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fivefold.method.analysis.passages import Place
from fivefold.method.coding.codebook import Code, Primary, codebook
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.codebooks import Codes, codebook_in, codebook_of, codes_state
from fivefold.records.coding.coded_entries import coded_framework
from fivefold.records.coding.passages import AROUND, Quoted, quotations, quoted
from fivefold.records.coding.queries import study_codebook
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import states
from fivefold.records.studies.models import Submission
from tests.support import coded_values as values
from tests.support.coded_records import Stored, store
from tests.support.standing import NOW, World

TEXT = "He walks home \N{WAVING HAND SIGN}\U0001f3fd with friends. Nobody waits at the gate."
SECOND = "School keeps a mentor\nfor him."
REFERENCE = "K7M-4Q9-TR9"


@pytest.fixture
def stored(world: World) -> Stored:
    """One framework with two entries; three codings by two layers."""
    study = values.study(values.submission({"peer/risk": [TEXT], "school/strength": [SECOND]}, reference=REFERENCE))
    coded = values.coded(
        study,
        values.coding("peer/risk", "risk/peer", span=(3, 16)),
        values.coding("peer/risk", "risk/individual", span=(0, 8)),
        values.coding("school/strength", "strength/school", span=(13, 22), layer="Coder 1"),
    )
    with world.acting("research_lead") as by:
        return store(coded, of=world.first, by=by)


def row(stored: Stored) -> Submission:
    return Submission.objects.select_related("study").get(id=stored.submissions[REFERENCE])


def test_every_entry_stands_with_its_passages_in_form_order(world: World, stored: Stored) -> None:
    with world.acting("coder"):
        found = coded_framework(row(stored))
    assert (found.layers, found.lost) == (("agreed", "Coder 1"), 0)
    assert [(str(entry.cell), entry.number, entry.text) for entry in found.entries] == [
        ("peer/risk", 0, TEXT),
        ("school/strength", 0, SECOND),
    ]
    told = [(one.layer, one.code.key, one.span) for entry in found.entries for one in entry.passages]
    assert told == [
        ("agreed", "risk/individual", Span(0, 8)),
        ("agreed", "risk/peer", Span(3, 16)),
        ("Coder 1", "strength/school", Span(13, 22)),
    ]


def test_a_coding_whose_words_or_entry_are_gone_is_said_to_be_so(world: World, stored: Stored) -> None:
    with world.acting("research_lead") as by:
        line = Line.objects.select_related("share").get(kind=Kind.FRAMEWORK, subject=stored.submissions[REFERENCE])
        state = lines.states([line])[line.id]
        first, second = (states.entry_key(entry) for entry, _, _ in states.entry_ids(state))
        shorter = state[first] | {"entry": {**state[first]["entry"], "text": "He wal"}}
        change = changes.keys(given={first: shorter, states.entry_key("another"): state[second]}, dropped=[second])
        lines.write([Write(line, change)], verb=Verb.SUBMISSION_RECEIVED_AGAIN, by=by, at=NOW, share=line.share)
        found = coded_framework(row(stored))
    assert [(one.code.key, one.span) for one in found.entries[0].passages] == [
        ("risk/individual", None),
        ("risk/peer", None),
    ]
    assert found.lost == 1


def test_the_words_of_places_are_those_of_the_event_asked_for(world: World, stored: Stored) -> None:
    place = Place(REFERENCE, values.cell("peer/risk"), 0, Span(3, 16), "risk/peer")
    with world.acting("coder"), CaptureQueriesContext(connection) as asked:
        (found,) = quotations(world.first, [place], as_of=stored.event)
        queries = len(asked)
    assert found is not None
    assert found.quoted is not None
    assert found.entry == stored.ids[REFERENCE][0]
    assert found.quoted.words == TEXT[3:16]
    assert queries <= 4
    with world.acting("coder"):
        (nothing,) = quotations(world.first, [place], as_of=1)
        assert nothing is not None
        assert nothing.quoted is None


def test_another_sites_words_are_not_quoted(world: World, stored: Stored) -> None:
    place = Place(REFERENCE, values.cell("peer/risk"), 0, Span(3, 8), "risk/peer")
    with world.acting("other_site_lead"):
        assert quotations(world.first, [place], as_of=stored.event) == (None,)


def test_a_quotation_shows_whole_words_around_it() -> None:
    text = "first " + "word " * 30 + "PASSAGE" + " word" * 30 + " last"
    start = text.index("PASSAGE")
    found = quoted(text, Span(start, start + 7))
    assert found.words == "PASSAGE"
    assert found.before.startswith("word ")
    assert found.after.endswith(" word")
    assert len(found.before) <= AROUND
    assert (found.cut_before, found.cut_after) == (True, True)
    assert quoted("all of it", Span(0, 9)) == Quoted("", "all of it", "", cut_before=False, cut_after=False)


def test_a_quotation_of_a_text_without_spaces_is_cut_anywhere() -> None:
    found = quoted("a" * 500, Span(200, 210))
    assert (len(found.before), len(found.after)) == (AROUND, AROUND)


def test_the_studys_own_codes_stand_after_those_they_belong_with(world: World, stored: Stored) -> None:
    path = ("Risks", "Peer", "Waits alone")
    own = Code("risk/peer/waits-alone", path, Primary.RISK, Context.PEER, "Nobody walks with him.")
    situation = Code("situation/own", ("Young person's situation", "Own"), Primary.SITUATION, None)
    book = codebook_in(codes_state("appendix-b/1", (own, situation)))
    keys = [code.key for code in book]
    assert book["risk/peer/waits-alone"] == own
    assert keys[keys.index(own.key) + 1] == "risk/school"
    assert keys[keys.index(situation.key) + 1] == "vulnerability"
    assert codebook_in({}) == codebook()
    with world.acting("coder"):
        assert codebook_of(world.first) == codebook()


def test_pages_and_what_leaves_the_study_have_one_codebook(world: World, stored: Stored) -> None:
    path = ("Risks", "Peer", "Waits alone")
    own = Code("risk/peer/waits-alone", path, Primary.RISK, Context.PEER)
    below = Code("risk/peer/waits-alone/at-night", (*path, "At night"), Primary.RISK, Context.PEER)
    lone = Code("risk/elsewhere/x", ("Risks", "Elsewhere", "x"), Primary.RISK, None)
    with world.acting("research_lead") as by:
        line = Line.objects.select_related("share").get(kind=Kind.CODES)
        change = changes.put(codes_state("appendix-b/1", (below, lone, own)))
        lines.write([Write(line, change)], verb=Verb.CODEBOOK_RECEIVED, by=by, at=NOW, share=line.share)
        book = codebook_of(world.first)
        assert study_codebook(world.first) == book
    keys = [code.key for code in book]
    assert keys[(first := keys.index(own.key)) : first + 3] == [own.key, below.key, "risk/school"]
    assert book.codes[-1] == lone


def test_a_code_that_the_codebook_lost_keeps_its_codings() -> None:
    codes = Codes.of(codebook())
    assert codes["risk/peer"] == codebook()["risk/peer"]
    gone, plain = codes["risk/peer/gone"], codes["offence/gone"]
    assert (gone.primary, gone.context, gone.name) == (Primary.RISK, Context.PEER, "risk/peer/gone")
    assert plain.context is None
