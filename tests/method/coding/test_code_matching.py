"""Other programs' code trees, matched to ours by their paths and never by likeness."""

import pytest

from fivefold.method.coding.code_matching import match_codes, show
from fivefold.method.coding.codebook import Primary
from fivefold.method.coding.refi_qda import values
from fivefold.method.coding.refi_qda.codebook_exchange import code_guid, code_tree
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.common.contexts import Context
from fivefold.method.common.names import LONGEST
from tests.support.coded_values import BOOK

RISK = ("Risks", "Peer", "Bullying others")


def tree(*paths):
    """Nested codes with these paths; the identifier of each is its path."""
    below = {}
    for path in paths:
        for depth in range(1, len(path) + 1):
            below.setdefault(path[: depth - 1], {})[path[:depth]] = None

    def grow(path):
        return values.Code(" / ".join(path), path[-1], children=tuple(grow(child) for child in below.get(path, {})))

    return tuple(grow(path) for path in below[()])


def match(*paths, sets=()):
    return match_codes(values.Project("P", codes=tree(*paths), sets=sets), BOOK)


def key(matching, *path):
    code = matching.by_guid.get(" / ".join(path))
    return code.key if code else None


def test_every_code_of_our_own_tree_is_itself():
    matching = match_codes(values.Project("P", codes=code_tree(BOOK)), BOOK)
    assert {guid: code.key for guid, code in matching.by_guid.items()} == {code_guid(code): code.key for code in BOOK}
    assert matching.codebook is BOOK
    assert not matching.report


@pytest.mark.parametrize(
    "path",
    [
        RISK,
        ("RISKS", "peer", "bullying  OTHERS"),
        ("Nodes", "Risks", "Peer", "Bullying others"),
        ("Risks::Peer::Bullying others",),
        ("Risks", "Peer::Bullying-others"),
        ("Risks > Peer > Bullying others",),
        ("Risks.Peer.Bullying others",),
        ("Codes", "Risks\\Peer", "Bullying others"),
    ],
)
def test_a_path_matches_however_a_program_spells_it(path):
    assert key(match(path), *path) == "risk/peer/bullying-others"


def test_apostrophes_of_either_kind_are_one():
    assert key(match(("Young person’s situation",)), "Young person’s situation") == "situation"


def test_a_context_node_and_a_primary_node_can_be_coded_too():
    matching = match(RISK)
    assert key(matching, "Risks") == "risk"
    assert key(matching, "Risks", "Peer") == "risk/peer"


def test_a_code_group_stands_for_the_node_it_is_named_after():
    group = values.Set("s", "Risks > Peer", codes=("Bullying others", "Left out at lunch"))
    matching = match(("Bullying others",), ("Left out at lunch",), sets=(group,))
    assert key(matching, "Bullying others") == "risk/peer/bullying-others"
    assert key(matching, "Left out at lunch") == "risk/peer/left-out-at-lunch"


def test_a_code_in_two_groups_is_not_placed_by_either():
    groups = tuple(values.Set(name, name, codes=("Bullying others",)) for name in ("Risks > Peer", "Risks > School"))
    assert key(match(("Bullying others",), sets=groups), "Bullying others") is None


def test_a_code_below_a_known_one_is_kept_as_created_in_vivo():
    path = ("Risks", "Peer", "Dares at the bus stop")
    matching = match(path, (*path, "Filmed"))
    made, below = matching.in_vivo
    assert (made.key, made.path, made.primary, made.context) == (
        "risk/peer/dares-at-the-bus-stop",
        path,
        Primary.RISK,
        Context.PEER,
    )
    assert (below.key, below.context) == ("risk/peer/dares-at-the-bus-stop/filmed", Context.PEER)
    assert [loss.severity for loss in matching.report] == [Severity.NOTE]
    assert matching.report.losses[0].count == 2


def test_the_codebook_holds_new_codes_below_their_parents_and_keeps_its_order():
    matching = match(("Risks", "Peer", "Dares at the bus stop"))
    keys = [code.key for code in matching.codebook]
    place = keys.index("risk/peer/dares-at-the-bus-stop")
    assert keys[place - 1] == "risk/peer/harmful-peer-associations"
    assert keys[place + 1] == "risk/school"
    assert [key for key in keys if key != "risk/peer/dares-at-the-bus-stop"] == [code.key for code in BOOK]


def test_two_new_codes_that_would_share_a_key_keep_apart():
    first, second = ("Risks", "Peer", "Dares"), ("Risks", "Peer", "Dares.")
    assert key(match(first, second), *second) == key(match(first), *first)
    paths = ("Risks", "Peer", "C+"), ("Risks", "Peer", "C-")
    assert {key(match(*paths), *path) for path in paths} == {"risk/peer/c"}


def test_a_new_code_whose_key_is_taken_gets_a_number():
    from dataclasses import replace

    taken = replace(BOOK["risk/peer/bullying-others"], path=("Risks", "Peer", "Another name"))
    book = replace(BOOK, codes=tuple(taken if code.key == taken.key else code for code in BOOK))
    matching = match_codes(values.Project("P", codes=tree(RISK)), book)
    assert [code.key for code in matching.in_vivo] == ["risk/peer/bullying-others-2"]


def test_a_near_miss_is_asked_about_and_not_matched():
    path = ("Risks", "Peer", "Bulying others")
    matching = match(path)
    assert key(matching, *path) == "risk/peer/bulying-others"
    [loss] = matching.report
    assert loss.severity is Severity.DOUBT
    assert loss.sentence == (
        'code "Bulying others" (Risks > Peer) is not in the codebook; did you mean "Bullying others"? '
        "Kept as a code created in vivo"
    )


def test_a_code_below_no_node_is_left_out_with_the_nearest_there_is():
    matching = match(("Bulying others",))
    assert matching.unmatched == {"Bulying others": ("Bulying others",)}
    assert matching.report.losses[0].sentence == (
        'code "Bulying others" (Bulying others) is not in the codebook and stands below no node of it; '
        'did you mean "Risks > Peer > Bullying others"?'
    )


def test_a_code_like_nothing_is_left_out_with_what_to_do():
    [loss] = match(("Zebra crossings",)).report
    assert loss.consequence.endswith("move it below one, or leave it out")


@pytest.mark.parametrize("name", ["", "…", "::"])
def test_a_code_without_a_name_is_left_out(name):
    assert list(match(("Risks", name)).unmatched) == [f"Risks / {name}"]


def test_a_new_code_directly_below_a_contextual_node_has_no_context_and_it_is_told():
    matching = match(("Risks", "Dares at the bus stop"))
    assert matching.in_vivo[0].context is None
    assert "not known" in matching.report.losses[0].consequence


def test_a_new_code_below_a_node_without_contexts_is_no_doubt():
    matching = match(("Challenges of response", "Interpreter needed"))
    assert matching.in_vivo[0].key == "challenge/interpreter-needed"
    assert not matching.report.needs_attention


def test_a_renamed_code_of_ours_is_known_by_its_identifier():
    ours = BOOK["risk/peer/bullying-others"]
    renamed = values.Code(code_guid(ours), "Zebra crossings")
    matching = match_codes(values.Project("P", codes=(renamed,)), BOOK)
    assert matching.by_guid[renamed.guid] is ours
    assert matching.report.losses[0].sentence == (
        'code "Zebra crossings" (Zebra crossings) carries the identifier of "Risks > Peer > Bullying others" '
        "and is taken for it"
    )


def test_the_same_path_twice_is_one_code():
    twice = (values.Code("one", "Risks"), values.Code("two", "Risks"))
    matching = match_codes(values.Project("P", codes=twice), BOOK)
    assert matching.by_guid["one"] is matching.by_guid["two"]


def test_a_path_is_shown_as_a_person_reads_it():
    assert show(RISK) == "Risks > Peer > Bullying others"


def fit_for_tables(matching):
    return all(
        len(text) <= LONGEST and text.isprintable()
        for code in matching.in_vivo
        for text in (code.key, code.name, show(code.path))
    )


def test_characters_nobody_sees_leave_a_new_codes_name_and_it_is_said():
    odd = "Bus\u200b stop \u202etops"
    matching = match((*RISK[:2], odd), (*RISK[:2], odd, "Late"))
    assert [code.name for code in matching.in_vivo] == ["Bus stop tops", "Late"]
    assert key(matching, *RISK[:2], odd, "Late") == "risk/peer/bus-stop-tops/late"
    [said] = matching.report.of(Severity.CHANGED)
    assert "cannot be seen" in said.sentence
    assert said.what == 'code "Bus stop tops"'
    assert fit_for_tables(matching)


def test_long_names_are_shortened_apart_and_kept_whole_as_definitions():
    long = "Waits where the older ones from the other estate come by after the last bus has gone, " * 3
    matching = match(*((*RISK[:2], f"{long}{number}") for number in range(3)), (*RISK[:2], f"{long}1", "Late"))
    cut, second, third, late = sorted(matching.in_vivo, key=lambda code: (code.name == "Late", len(code.name)))
    assert len({cut.path, second.path, third.path}) == 3
    assert cut.name.endswith("…")
    assert third.name.endswith("… 3")
    assert second.definition == f"{long}1"
    assert late.path == (*second.path, "Late")
    assert [said.count for said in matching.report.of(Severity.CHANGED)] == [1, 1, 1]
    assert fit_for_tables(matching)


def test_a_code_too_deep_below_long_names_is_left_out_with_what_to_do():
    path = RISK[:2]
    for number in range(12):
        path = (*path, f"Something that is called at some length {number}")
    matching = match(path)
    assert fit_for_tables(matching)
    assert key(matching, *path) is None
    assert any("shorten them" in one.sentence for one in matching.report)
