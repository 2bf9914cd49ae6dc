"""What commissioners may be told of a freeze."""

import json
from dataclasses import replace

from fivefold.method.analysis.commissioned import commissioned, moved
from fivefold.method.analysis.extract import extract
from fivefold.method.coding.codebook import Codebook, codebook
from fivefold.method.disclosure.extents import TOO_FEW, Extent
from tests.method.analysis.small_study import small_study, with_own_need

NEED = "vulnerability/family/domestic-abuse-between-parents-or-carers"
ANSWER = "response/family/domestic-abuse-service-referral"


def frameworks(*, having: int, answered: int, without: int) -> str:
    lines = [
        f"F{number} A sole | family/vulnerability = {NEED}"
        + (f"; family/action = {ANSWER}" if number < answered else "")
        for number in range(having)
    ]
    lines += [f"G{number} B group | peer/strength = strength/peer" for number in range(without)]
    return "\n".join(lines)


def test_a_need_is_told_in_words_with_rounded_counts() -> None:
    found = commissioned(extract(small_study(frameworks(having=22, answered=11, without=27))))
    need = next(one for one in found.needs if one.key == NEED)
    assert (need.identified, need.met) == (Extent("some", 20), Extent("some", 10))
    family = next(one for one in found.contexts if one.key == "family")
    assert (family.identified, family.met) == (Extent("some", 20), Extent("some", 10))
    assert found.frameworks == 50


def test_too_few_met_is_not_told_though_the_need_is() -> None:
    found = commissioned(extract(small_study(frameworks(having=22, answered=3, without=27))))
    need = next(one for one in found.needs if one.key == NEED)
    assert (need.identified, need.met) == (Extent("some", 20), TOO_FEW)


def test_of_a_need_of_a_handful_nothing_is_told_at_all() -> None:
    found = commissioned(extract(small_study(frameworks(having=9, answered=9, without=40))))
    need = next(one for one in found.needs if one.key == NEED)
    assert (need.identified, need.met) == (TOO_FEW, TOO_FEW)


def test_the_catalogue_is_the_same_whatever_was_recorded() -> None:
    some = commissioned(extract(small_study(frameworks(having=22, answered=11, without=27))))
    none = commissioned(extract(small_study("F1 A sole | peer/strength = strength/peer")))
    assert [one.key for one in some.needs] == [one.key for one in none.needs]
    assert len(none.contexts) == 5
    assert none.frameworks is None


def test_nothing_of_the_coders_own_is_in_it() -> None:
    study = with_own_need(small_study("F1 A sole | individual/risk = risk/individual/weapon-use"))
    assert "saw" not in json.dumps([one.title for one in commissioned(extract(study)).needs])


def test_a_codebook_without_contexts_has_nothing_to_tell_by_context() -> None:
    book = Codebook("own/1", tuple(code for code in codebook() if code.key.startswith("strength")))
    found = commissioned(extract(small_study("F1 A sole | peer/strength = strength/peer", book=book)))
    assert (found.contexts, found.needs) == ((), ())


def test_a_line_that_tells_another_thing_than_before_is_found_and_one_that_tells_the_same_is_not() -> None:
    before = commissioned(extract(small_study(frameworks(having=22, answered=11, without=27))))
    # Coded anew, one framework more is told by the same rounded count.
    same = commissioned(extract(small_study(frameworks(having=21, answered=11, without=28))))
    assert moved(before, same) is None
    other = commissioned(extract(small_study(frameworks(having=23, answered=11, without=26))))
    line = moved(before, other)
    assert line is not None
    assert line.identified == Extent("some", 25)


def test_a_line_that_was_not_there_told_too_few() -> None:
    now = commissioned(extract(small_study(frameworks(having=22, answered=11, without=27))))
    before = replace(now, contexts=(), needs=())
    line = moved(before, now)
    assert line is not None
    assert line.identified != TOO_FEW
    quiet = replace(now, contexts=(), needs=tuple(one for one in now.needs if one.identified == TOO_FEW))
    assert quiet.needs
    assert moved(before, quiet) is None
