"""Freezes and what was released of them."""

from django.db import models

from fivefold.records.accounts.tenancy import OfShare
from fivefold.records.audit.models import Event


class Freeze(OfShare):
    """A study as it stood at an event, for analysis: every number names one.

    number: 1 for the study's first. as_of: the last event it counts. extract: the text-free tables as Parquet in one
    zip, sealed; tables: the standard tables' figures as JSON, sealed, computed once when it was made.
    """

    number = models.PositiveIntegerField()
    made = models.DateTimeField()
    as_of = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    extract = models.BinaryField()
    tables = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "freeze"
        constraints = (models.UniqueConstraint("share", "number", name="one_freeze_a_number"),)


class Outcome(models.TextChoices):
    """What became of a proposal to release."""

    OPEN = "open", "waits for a second person"
    RELEASED = "released", "released"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"
    TAKEN_BACK = "taken_back", "taken back by whoever proposed it"


class Proposal(OfShare):
    """Findings that somebody proposes to release to commissioners, in the research share until a second agrees.

    freeze: the one they are of. findings: the catalogue as JSON with the frameworks behind it, sealed.
    decided, decided_by: when and by whom it was released, declined or taken back; a withdrawal has an event of its own.
    """

    freeze = models.ForeignKey(Freeze, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.UUIDField()
    findings = models.BinaryField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta(OfShare.Meta):
        db_table = "proposal"
        constraints = (
            models.UniqueConstraint(fields=("share",), condition=models.Q(outcome="open"), name="one_open_proposal"),
            models.CheckConstraint(
                condition=models.Q(outcome="open", decided__isnull=True, decided_by__isnull=True)
                | (~models.Q(outcome="open") & models.Q(decided__isnull=False, decided_by__isnull=False)),
                name="a_decision_has_its_person",
            ),
            # Two people release or decline; whoever proposed can only take back, and nobody else can do that.
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | (models.Q(outcome="taken_back") & models.Q(decided_by=models.F("by")))
                | (~models.Q(outcome="taken_back") & ~models.Q(decided_by=models.F("by"))),
                name="decided_by_somebody_else",
            ),
        )


class Released(OfShare):
    """Aggregates of a freeze that commissioners may read, sealed in the study's released share.

    proposal: which one a second person agreed to. Written at that moment, never before.
    """

    freeze = models.UUIDField()
    proposal = models.UUIDField(unique=True)
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)
    findings = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "released"
        constraints = (
            models.UniqueConstraint(
                fields=("share",), condition=models.Q(withdrawn__isnull=True), name="one_release_stands"
            ),
        )
