"""A coding project joined to a study, and a study written as one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.project import UNATTRIBUTED, read_codings
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.refi_qda import values
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.common.errors import InputError
from tests.support.coded_values import BOOK, coded, coding, study, submission

FIRST, SECOND = "K7M-4Q9-TR9", "B-02"
ENTRIES = {"individual/risk": ["Left out at lunch", "Argues with staff"], "peer/risk": ["The group laughs"]}
STUDY = study(
    submission(ENTRIES),
    submission({"school/risk": ["Corridors are not seen from the office"]}, reference=SECOND, site="B", age=None),
)
CODED = coded(
    STUDY,
    coding("individual/risk", "risk/peer", span=(0, 8), layer="Coder 1"),
    coding("individual/risk", "risk/peer", span=(0, 8)),
    coding("individual/risk", "risk/individual", span=(0, 8)),
    coding("individual/risk", "risk/individual", entry=1, span=(7, 17)),
    coding("peer/risk", "risk/peer/bullying-others", span=(0, 16), layer="Coder 2"),
    coding("school/risk", "risk/school", span=(0, 9), reference=SECOND),
)
PROJECT = write_project(CODED)


def findings(reading):
    return {loss.what: loss for loss in reading.report}


def joined(project, study_=STUDY):
    return read_codings(project, study_)


def with_source(project, guid, **changes):
    sources = tuple(replace(one, **changes) if one.guid == guid else one for one in project.sources)
    return replace(project, sources=sources)


# ---- there and back


def test_a_study_written_and_read_again_has_the_same_codings():
    project = refi_qda.read(refi_qda.write(PROJECT)[0], file="p.qdpx")
    reading = joined(project)
    assert set(reading.codings) == set(CODED.codings)
    assert reading.coded(STUDY).codebook == BOOK
    assert not reading.report
    assert reading.passages == ()
    assert reading.in_vivo == ()


def test_codings_come_in_the_order_of_the_study_and_the_form():
    backwards = replace(PROJECT, sources=PROJECT.sources[::-1])
    assert joined(backwards).codings == joined(PROJECT).codings
    assert [one.framework for one in joined(PROJECT).codings][-1] == SECOND


def test_the_project_has_a_user_for_each_layer_and_the_agreed_one_by_the_protocols_name():
    assert [user.name for user in PROJECT.users] == ["Coder 1", "Coder 2", "Agreed"]


def test_the_same_study_gives_the_same_bytes():
    assert refi_qda.write(PROJECT)[0] == refi_qda.write(write_project(CODED))[0]
    backwards = replace(CODED, codings=CODED.codings[::-1])
    assert refi_qda.write(write_project(backwards))[0] == refi_qda.write(PROJECT)[0]


def test_passages_coded_by_several_are_one_passage_with_several_codings():
    first = PROJECT.sources[0].selections[0]
    assert first.name == "Left out"
    assert len(first.codings) == 3


def test_cases_carry_the_cover_list_and_what_is_unknown_stays_empty():
    known = {variable.guid: variable.name for variable in PROJECT.variables}
    first, second = ({known[one.variable]: one.value for one in case.values} for case in PROJECT.cases)
    assert first == {"Site": "A", "Age": 14, "Sex": "male", "Meeting month": "2016-10"}
    assert second["Age"] is None


def test_unknown_sex_and_meeting_stay_empty_too():
    bare = study(submission(ENTRIES, sex="", meeting=None))
    [case] = write_project(coded(bare)).cases
    assert [one.value for one in case.values] == ["A", 14, None, None]


def test_a_time_may_be_given_to_every_part():
    at = datetime(2016, 12, 1, tzinfo=UTC)
    project = write_project(CODED, created=at)
    assert project.stamp.created == at
    assert project.sources[0].selections[0].codings[0].created == at


def test_a_coding_on_a_framework_or_an_entry_that_is_not_there_is_refused():
    with pytest.raises(InputError, match='framework "X", which the study does not have'):
        write_project(coded(STUDY, coding("peer/risk", "risk", reference="X")))
    with pytest.raises(InputError, match=r"K7M-4Q9-TR9: a coding stands on entry 3 of individual/risk"):
        write_project(coded(STUDY, coding("individual/risk", "risk", entry=2)))
    with pytest.raises(InputError, match="0 to 99"):
        write_project(coded(STUDY, coding("individual/risk", "risk", span=(0, 99))))


# ---- users


def test_the_agreed_layer_is_the_user_the_protocol_names_in_any_case():
    named = study(*STUDY.submissions, agreed="the CONSENSUS")
    users = tuple(replace(one, name="The consensus") if one.name == "Agreed" else one for one in PROJECT.users)
    reading = joined(replace(PROJECT, users=users), named)
    assert {one.layer for one in reading.codings} == {"Coder 1", "Coder 2", AGREED}


def test_without_that_user_it_is_said_who_there_is():
    reading = joined(PROJECT, study(*STUDY.submissions, agreed="Consensus"))
    loss = findings(reading)['users named "Consensus"']
    assert loss.count == 0
    assert '"Coder 1", "Coder 2", "Agreed"' in loss.consequence
    assert "in protocol.toml as agreed_layer" in loss.consequence


def test_a_project_without_users_puts_codings_into_a_layer_of_their_own():
    reading = joined(replace(PROJECT, users=()))
    assert {one.layer for one in reading.codings} == {UNATTRIBUTED}
    found = findings(reading)
    assert "users are none" in found['users named "Agreed"'].consequence
    assert found["codings without a known user"].count == 6


def test_the_protocol_may_name_the_layer_of_codings_without_a_user_as_the_agreed_one():
    reading = joined(replace(PROJECT, users=()), study(*STUDY.submissions, agreed="unattributed"))
    assert {one.layer for one in reading.codings} == {AGREED}
    assert 'users named "unattributed"' not in findings(reading)


def test_codings_that_name_no_user_are_those_of_the_only_one():
    nobody = [
        replace(
            source,
            selections=tuple(
                replace(one, stamp=values.Stamp(), codings=tuple(replace(coding, creator="") for coding in one.codings))
                for one in source.selections
            ),
        )
        for source in PROJECT.sources
    ]
    only = values.User(PROJECT.users[0].guid, "Ann")
    reading = joined(replace(PROJECT, users=(only,), sources=tuple(nobody)))
    assert {one.layer for one in reading.codings} == {"Ann"}
    found = findings(reading)
    assert found["codings that name no user"].severity is Severity.NOTE
    assert 'agreed_layer = "Ann"' in found['users named "Agreed"'].consequence


def test_two_users_of_one_name_are_one_layer_and_it_is_said():
    users = tuple(replace(one, name="Coder 1") if one.name == "Coder 2" else one for one in PROJECT.users)
    assert findings(joined(replace(PROJECT, users=users)))['users named "Coder 1"'].count == 2
    agreed = tuple(replace(one, name="agreed") for one in PROJECT.users)
    assert findings(joined(replace(PROJECT, users=agreed)))['users named "Agreed"'].count == 3


def test_a_user_without_a_name_is_known_by_the_short_one():
    users = (*PROJECT.users[:2], replace(PROJECT.users[2], name="", id="Agreed"))
    assert AGREED in {one.layer for one in joined(replace(PROJECT, users=users)).codings}


def test_the_passages_maker_stands_for_a_coding_that_names_nobody():
    first = PROJECT.sources[0]
    agreed = PROJECT.users[2].guid
    selections = tuple(
        replace(
            one,
            codings=tuple(replace(given, creator="") for given in one.codings),
            stamp=values.Stamp(creator=agreed),
        )
        for one in first.selections
    )
    reading = joined(with_source(PROJECT, first.guid, selections=selections))
    assert {one.layer for one in reading.codings} == {AGREED}


def test_a_coding_given_twice_is_counted_once():
    first = PROJECT.sources[0]
    selections = (*first.selections, replace(first.selections[0], guid="again"))
    reading = joined(with_source(PROJECT, first.guid, selections=selections))
    assert set(reading.codings) == set(CODED.codings)
    assert findings(reading)["codings given twice by the same user"].count == 3


# ---- sources


@pytest.mark.parametrize(
    "name", ["K7M-4Q9-TR9", "k7m4q9tr9", "K7M-4Q9-TR9.docx", "k7m 4q9 tr9.txt", "site-a/K7M-4Q9-TR9.docx"]
)
def test_a_source_is_its_framework_by_reference_however_it_is_written(name):
    project = replace(with_source(PROJECT, PROJECT.sources[0].guid, name=name), cases=())
    assert len(joined(project).codings) == 6


def test_a_source_may_have_the_name_of_the_forms_file():
    filed = study(submission(ENTRIES, file="site-a/Form 07.docx"), STUDY.submissions[1])
    project = replace(with_source(PROJECT, PROJECT.sources[0].guid, name="form 07.txt"), cases=())
    assert len(joined(project, filed).codings) == 6


def test_the_case_may_carry_the_reference_instead():
    project = with_source(PROJECT, PROJECT.sources[0].guid, name="Interview 1")
    assert len(joined(project).codings) == 6
    assert not joined(project).report


def test_a_source_and_its_case_that_disagree_are_left_out():
    project = with_source(PROJECT, PROJECT.sources[0].guid, name=SECOND)
    reading = joined(project)
    found = findings(reading)
    assert found["sources that stand for several frameworks"].where == "B-02: B-02, K7M-4Q9-TR9"
    assert found["frameworks that the project does not hold"].where == FIRST
    assert len(reading.codings) == 1


def test_a_file_name_of_two_sites_stands_for_neither():
    entries = {"peer/risk": ["Same words"]}
    twins = study(
        submission(entries, file="site-a/1.docx"), submission(entries, reference=SECOND, file="site-b/1.docx")
    )
    project = replace(with_source(PROJECT, PROJECT.sources[0].guid, name="1.docx"), cases=())
    assert "sources that stand for several frameworks" in findings(joined(project, twins))


def test_a_source_of_no_framework_is_left_out_with_the_nearest_reference():
    project = replace(with_source(PROJECT, PROJECT.sources[0].guid, name="K7M-4Q9-TRY"), cases=())
    loss = findings(joined(project))["codings in sources that are no framework of the study"]
    assert (loss.count, loss.severity) == (5, Severity.LOST)
    assert loss.consequence == 'left out; did you mean "K7M-4Q9-TR9"?'


def test_the_nearest_reference_may_be_the_cases():
    cases = (replace(PROJECT.cases[0], name="K7M-4Q9-TRY"), PROJECT.cases[1])
    project = replace(with_source(PROJECT, PROJECT.sources[0].guid, name="Interview"), cases=cases)
    loss = findings(joined(project))["codings in sources that are no framework of the study"]
    assert loss.consequence.endswith('did you mean "K7M-4Q9-TR9"?')


def test_a_source_like_no_framework_is_left_out_and_quietly_if_nothing_is_coded_in_it():
    project = replace(with_source(PROJECT, PROJECT.sources[0].guid, name="Minutes"), cases=())
    assert findings(joined(project))["codings in sources that are no framework of the study"].consequence == "left out"
    quiet = with_source(project, PROJECT.sources[0].guid, selections=())
    assert findings(joined(quiet))["sources that are no framework of the study"].severity is Severity.NOTE


@pytest.mark.parametrize("name", ["", ".txt"])
def test_a_source_without_a_name_is_no_framework(name):
    project = replace(with_source(PROJECT, PROJECT.sources[0].guid, name=name), cases=())
    assert "codings in sources that are no framework of the study" in findings(joined(project))


# ---- passages


def test_a_form_the_program_imported_itself_is_placed_by_its_words():
    text = SourceText("x", "Individual\tLeft out at lunch\nArgues with  staff\tPeer\tThe group laughs\n")
    start = text.text.index("Argues")
    selection = values.Selection("s", "", Span(start, start + 17), (values.Coding("c", PROJECT.codes[3].guid),))
    project = with_source(PROJECT, PROJECT.sources[0].guid, text=text, selections=(selection,))
    reading = joined(project)
    [made] = [one for one in reading.codings if one.framework == FIRST]
    assert (str(made.cell), made.entry, made.span) == ("individual/risk", 1, Span(0, 16))
    assert findings(reading)["texts that are not our reading of the form"].count == 1


def test_entries_that_are_not_found_are_told_with_their_place():
    text = SourceText("x", "Left out at lunch\tThe group laughs\n")
    project = with_source(PROJECT, PROJECT.sources[0].guid, text=text, selections=())
    loss = findings(joined(project))["entries not found in the project's text"]
    assert loss.where == f"{FIRST}, individual/risk, entry 2"


def passage(start, end, code="risk/peer"):
    guids = {" > ".join(path): one.guid for path, one in PROJECT.walk_codes()}
    given = values.Coding("c", guids[" > ".join(BOOK[code].path)], PROJECT.users[2].guid)
    return values.Selection("s", "", None if start is None else Span(start, end), (given,))


def joined_with(*selections):
    return joined(with_source(PROJECT, PROJECT.sources[0].guid, selections=selections))


def test_a_passage_over_two_entries_becomes_a_coding_in_each():
    text = PROJECT.sources[0].text.text
    reading = joined_with(passage(text.index("Left out"), text.index(" with staff")))
    made = [(one.entry, one.span) for one in reading.codings if one.framework == FIRST]
    assert made == [(0, Span(0, 17)), (1, Span(0, 6))]
    assert findings(reading)["passages over several entries"].severity is Severity.CHANGED
    [note] = reading.passages
    assert note.reason == "it covers 2 entries; one coding in each"
    assert note.codes == ("Risks > Peer",)


def test_a_passage_that_reaches_beyond_its_entry_is_coded_in_it_and_told():
    text = PROJECT.sources[0].text.text
    start = text.rindex("Risk factors", 0, text.index("The group"))
    reading = joined_with(passage(start, text.index("The group") + 9))
    [made] = [one for one in reading.codings if one.framework == FIRST]
    assert made.span == Span(0, 9)
    assert "passages that reach beyond their entry" in findings(reading)


def test_a_passage_outside_every_entry_is_lost_and_named_without_its_words():
    reading = joined_with(passage(0, 10))
    [note] = reading.passages
    assert (note.framework, note.span, note.reason) == (FIRST, Span(0, 10), "it lies outside every entry")
    assert "Contextual" not in str(note)
    assert findings(reading)["codings that cannot be placed in an entry"].count == 1


def test_a_passage_without_a_place_in_the_text_is_lost():
    reading = joined_with(passage(None, None))
    assert reading.passages[0].reason == "its positions do not lie in the text"


def test_an_annotation_is_no_coding():
    reading = joined_with(replace(passage(0, 10), codings=()))
    assert reading.passages == ()


def test_a_framework_whose_text_is_absent_loses_its_codings_and_each_passage_is_named():
    reading = joined(with_source(PROJECT, PROJECT.sources[0].guid, text=None))
    assert findings(reading)["frameworks whose text is not in the project"].where == FIRST
    assert {note.reason for note in reading.passages} == {"the text is not in the project"}


def test_codings_of_whole_sources_and_cases_stand_on_no_entry():
    whole = values.Coding("w", PROJECT.codes[0].guid)
    project = with_source(PROJECT, PROJECT.sources[0].guid, codings=(whole,))
    project = replace(project, cases=(replace(project.cases[0], codes=("x", "y")), project.cases[1]))
    found = findings(joined(project))
    assert found["codings of whole sources"].count == 1
    assert found["codings of whole cases"].count == 2


# ---- codes


def test_a_code_without_a_place_is_named_and_its_codings_left_out():
    other = values.Code("other", "Zebra crossings")
    selection = replace(passage(0, 5), codings=(values.Coding("c", "other"), values.Coding("d", "nobody's")))
    text = PROJECT.sources[0].text.text
    at = text.index("Left out")
    selection = replace(selection, span=Span(at, at + 4))
    project = replace(PROJECT, codes=(*PROJECT.codes, other))
    reading = joined(with_source(project, PROJECT.sources[0].guid, selections=(selection,)))
    losses = [loss for loss in reading.report if loss.what.startswith("codings with a code")]
    assert [loss.consequence for loss in losses] == [
        'left out ("Zebra crossings")',
        'left out ("a code the project does not list")',
    ]
    assert 'code "Zebra crossings"' in findings(reading)


def test_a_code_created_in_vivo_is_coded_and_in_the_codebook():
    risk = next(one for one in PROJECT.codes if one.name == "Risks")
    peer = next(one for one in risk.children if one.name == "Peer")
    new = values.Code("new", "Dares at the bus stop")
    grown = replace(
        risk,
        children=tuple(replace(one, children=(*one.children, new)) if one is peer else one for one in risk.children),
    )
    text = PROJECT.sources[0].text.text
    at = text.index("The group")
    selection = values.Selection("s", "", Span(at, at + 9), (values.Coding("c", "new", PROJECT.users[2].guid),))
    project = replace(PROJECT, codes=tuple(grown if one is risk else one for one in PROJECT.codes))
    reading = joined(with_source(project, PROJECT.sources[0].guid, selections=(selection,)))
    made = [one for one in reading.codings if one.framework == FIRST]
    assert [one.code.key for one in made] == ["risk/peer/dares-at-the-bus-stop"]
    assert made[0].code in reading.codebook.codes
    assert write_project(reading.coded(STUDY)).sources[0].selections[0].codings


# ---- the cover list


def disagreements(reading):
    return [loss.sentence for loss in reading.report if " of " in loss.what and loss.named]


def with_values(**changes):
    known = {variable.name: variable.guid for variable in PROJECT.variables}
    first = PROJECT.cases[0]
    given = tuple(
        replace(one, value=changes[name]) if (name := _name(one.variable, known)) in changes else one
        for one in first.values
    )
    return replace(PROJECT, cases=(replace(first, values=given), PROJECT.cases[1]))


def _name(guid, known):
    return next(name for name, one in known.items() if one == guid).split()[0]


def test_variables_that_agree_say_nothing():
    assert disagreements(joined(PROJECT)) == []
    assert disagreements(joined(with_values(Site="site a", Age="14.0", Sex="M", Meeting="October 2016"))) == []
    assert disagreements(joined(with_values(Meeting=datetime(2016, 10, 3, tzinfo=UTC), Sex="Boy"))) == []
    assert disagreements(joined(with_values(Age=None, Sex=" "))) == []


def test_variables_that_disagree_are_told_one_by_one_and_the_list_stands():
    reading = joined(with_values(Site="C", Age=15, Sex="female", Meeting="2016-11"))
    assert disagreements(reading) == [
        f'"Site" of {FIRST} is C in the project and A on the cover list; the list stands',
        f'"Age" of {FIRST} is 15 in the project and 14 on the cover list; the list stands',
        f'"Sex" of {FIRST} is female in the project and male on the cover list; the list stands',
        f'"Meeting month" of {FIRST} is 2016-11 in the project and 2016-10 on the cover list; the list stands',
    ]


def test_values_that_cannot_be_understood_are_told_as_they_are():
    reading = joined(with_values(Age="fourteen", Meeting="Autumnal 2016"))
    assert [sentence.split(" in the project")[0] for sentence in disagreements(reading)] == [
        f'"Age" of {FIRST} is fourteen',
        f'"Meeting month" of {FIRST} is autumnal 2016',
    ]


def test_what_the_cover_list_does_not_say_cannot_disagree():
    silent = study(submission(ENTRIES, age=None, sex="", meeting=None), STUDY.submissions[1])
    assert disagreements(joined(PROJECT, silent)) == []


def test_values_on_sources_are_held_against_the_list_too():
    guid = next(one.guid for one in PROJECT.variables if one.name == "Age")
    given = (values.VariableValue(guid, values.Kind.INTEGER, 16), values.VariableValue("gone", values.Kind.TEXT, "x"))
    project = with_source(PROJECT, PROJECT.sources[0].guid, values=given)
    assert disagreements(joined(project)) == [
        f'"Age" of {FIRST} is 16 in the project and 14 on the cover list; the list stands'
    ]


def test_sets_named_after_a_value_are_held_against_the_list_too():
    first, second = PROJECT.sources
    groups = (
        values.Set("a", "age: 13", sources=(first.guid, "elsewhere")),
        values.Set("b", "gender: male", sources=(first.guid,)),
        values.Set("c", "Mabel", sources=(first.guid,)),
        values.Set("d", "Risks::Peer", sources=(first.guid,)),
        values.Set("e", "colour: red", sources=(first.guid, second.guid)),
    )
    reading = joined(replace(PROJECT, sets=groups, cases=()))
    assert disagreements(reading) == [
        f'"Age" of {FIRST} is 13 in the project and 14 on the cover list; the list stands'
    ]


def test_a_meeting_given_to_the_year_only_is_no_agreement():
    assert disagreements(joined(with_values(Meeting="2016"))) == [
        f'"Meeting month" of {FIRST} is 2016 in the project and 2016-10 on the cover list; the list stands'
    ]
