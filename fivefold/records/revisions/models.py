"""Lines and their revisions. A line is one thing that changes; a revision is one change of it, sealed for good."""

from django.db import models

from fivefold.records.accounts.models import Share
from fivefold.records.accounts.tenancy import OfShare
from fivefold.records.audit.models import Event


class Kind(models.TextChoices):
    """What a line tells about its subject."""

    PROTOCOL = "protocol", "a study's protocol"
    COVER = "cover", "what stands around a submission's form: age, month, consents, file"
    FRAMEWORK = "framework", "a submission's framework: header, cells, entries"
    INCIDENTS = "incidents", "a submission's incidents"
    CLASSIFICATION = "classification", "an override of a submission's computed cohort"
    UNPLACED = "unplaced", "words of a submission's form that had no place, and what was decided of each"
    CODINGS = "codings", "one layer's codings of a submission"
    CODES = "codes", "a study's codebook"
    MEMO = "memo", "one memo"


class Line(OfShare):
    """One thing that changes: what it tells (kind), of what (subject), and for codings in which layer (part).

    head: number of its newest revision, 0 before the first. A write names the head it was made against.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    subject = models.UUIDField()
    part = models.UUIDField(null=True)
    head = models.PositiveIntegerField(default=0)

    class Meta(OfShare.Meta):
        db_table = "line"
        constraints = (
            # Two, since to a database two missing parts are not the same.
            models.UniqueConstraint("kind", "subject", "part", name="one_line_a_part"),
            models.UniqueConstraint("kind", "subject", condition=models.Q(part=None), name="one_line_a_subject"),
        )
        indexes = (models.Index(fields=("subject",), name="line_subject"),)


class Revision(OfShare):
    """One change of a line, made by one event. Immutable: database triggers refuse update and delete.

    number: 1 for the line's first, without a gap. sealed: the change as JSON, sealed in its share's scope.
    """

    # Without an index: every query names the reader's shares, and SQLite would go through all of a share's revisions
    # rather than through the few lines that are asked for.
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "revision"
        constraints = (models.UniqueConstraint("line", "number", name="one_revision_a_number"),)
