from fivefold.method.coding.refi_qda.losses import Loss, LossReport, Severity, Tally


def test_findings_of_one_kind_are_one_line_with_its_first_place():
    tally = Tally()
    for place in ("", "One", "Two"):
        tally.add("films", where=place, severity=Severity.LOST, consequence="not carried")
    [loss] = tally.report
    assert (loss.count, loss.where) == (3, "One")
    assert loss.sentence == "films: 3 (first: One); not carried"


def test_the_gravest_come_first_and_equals_stay_in_the_order_met():
    tally = Tally()
    for what, severity in (("a", Severity.NOTE), ("b", Severity.LOST), ("c", Severity.DOUBT), ("d", Severity.LOST)):
        tally.add(what, severity=severity, consequence="")
    assert [loss.what for loss in tally.report] == ["b", "d", "c", "a"]


def test_a_finding_about_one_named_thing_is_a_sentence_about_it():
    loss = Loss('code "Neglct"', "Risks", 1, Severity.DOUBT, "is not in the codebook", named=True)
    assert loss.sentence == 'code "Neglct" (Risks) is not in the codebook'
    assert Loss("films", "", 1, Severity.LOST, "not carried").sentence == "films: 1; not carried"


def test_reports_are_joined_by_gravity():
    note = LossReport((Loss("a", "", 1, Severity.NOTE, ""),))
    lost = LossReport((Loss("b", "", 1, Severity.LOST, ""),))
    assert [loss.what for loss in note + lost] == ["b", "a"]


def test_only_losses_and_doubts_need_attention():
    report = LossReport((Loss("a", "", 1, Severity.NOTE, ""), Loss("b", "", 1, Severity.CHANGED, "")))
    assert not report.needs_attention
    assert len(report) == 2
    assert (report + LossReport((Loss("c", "", 1, Severity.DOUBT, ""),))).needs_attention


def test_another_reports_findings_can_be_counted_too():
    tally = Tally()
    tally.add_all([Loss("a", "x", 3, Severity.NOTE, "c", named=True)] * 2)
    assert list(tally.report) == [Loss("a", "x", 6, Severity.NOTE, "c", named=True)]
