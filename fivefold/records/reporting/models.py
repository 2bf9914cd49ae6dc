"""Briefings written of a freeze."""

from django.db import models

from fivefold.records.accounts.tenancy import OfShare


class Briefing(OfShare):
    """One briefing: asked for, then written by the worker, with progress in steps. The table is the queue.

    by: who asked, and as whom it is written. began: of the newest try; beat: when that last made progress, so that
    a job whose worker died is taken up again; tries: how often it was begun. failed: the key of a reason.
    """

    freeze = models.UUIDField()
    by = models.UUIDField()
    asked = models.DateTimeField()
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=80, default="")
    steps_done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)

    class Meta(OfShare.Meta):
        db_table = "briefing"


class Document(OfShare):
    """One file of a briefing, sealed. name: of our own making ("briefing.docx"), never somebody's words."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    sealed = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "document"
        constraints = (models.UniqueConstraint("briefing", "name", name="one_document_a_name"),)
