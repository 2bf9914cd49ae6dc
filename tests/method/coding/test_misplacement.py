from fivefold.method.coding.misplacement import Rate, misplacement
from fivefold.method.common.contexts import Context
from tests.support.coded_values import coded, coding, study, submission

FIRST, SECOND = "K7M-4Q9-TR9", "B-02"
STUDY = study(
    submission({"peer/risk": ["The group laughs"], "individual/risk": ["Left out at lunch", "Argues"]}),
    submission({"school/risk": ["Corridors unseen"]}, reference=SECOND, site="B"),
)
CODED = coded(
    STUDY,
    coding("peer/risk", "risk/peer"),
    coding("individual/risk", "risk/peer"),
    coding("individual/risk", "risk/school"),
    coding("individual/risk", "risk/individual", entry=1),
    coding("individual/risk", "challenge", entry=1),
    coding("school/risk", "risk/school", reference=SECOND),
    coding("school/risk", "risk/peer", reference=SECOND, layer="Coder 1"),
)


def test_segments_are_counted_where_cell_and_code_differ():
    found = misplacement(CODED)
    assert found.segments == Rate(2, 5, (FIRST,))
    assert found.segments.words == "2 of 5"
    assert found.segments.share == 0.4
    assert found.without_context == 1


def test_an_entry_with_two_misplaced_codes_is_one_misplaced_entry():
    assert misplacement(CODED).entries == Rate(1, 4, (FIRST,))


def test_each_row_of_the_matrix_adds_up_to_its_base():
    found = misplacement(CODED)
    assert len(found.matrix) == 25
    for cell in Context:
        row = [found.matrix[cell, code] for code in Context]
        assert sum(rate.numerator for rate in row) == found.by_cell[cell].base
        assert {rate.base for rate in row} == {found.by_cell[cell].base}
    assert found.matrix[Context.INDIVIDUAL, Context.PEER] == Rate(1, 3, (FIRST,))
    assert found.by_cell[Context.INDIVIDUAL] == Rate(2, 3, (FIRST,))


def test_the_same_segments_by_what_they_are_about():
    found = misplacement(CODED).by_code
    assert found[Context.PEER] == Rate(1, 2, (FIRST,))
    assert found[Context.SCHOOL] == Rate(1, 2, (FIRST,))
    assert sum(rate.base for rate in found.values()) == 5


def test_sites_add_up_to_the_study():
    found = misplacement(CODED)
    assert found.by_site == {"A": Rate(2, 4, (FIRST,)), "B": Rate(0, 1)}


def test_another_layer_is_counted_on_its_own():
    found = misplacement(CODED, layer="Coder 1")
    assert found.segments == Rate(1, 1, (SECOND,))


def test_only_the_frameworks_asked_for_are_counted():
    assert misplacement(CODED, only={SECOND}).segments == Rate(0, 1)


def test_nothing_coded_has_no_share():
    found = misplacement(coded(STUDY))
    assert found.segments.share is None
    assert found.segments.words == "0 of 0"
