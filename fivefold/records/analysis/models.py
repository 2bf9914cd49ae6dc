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


class Released(OfShare):
    """Aggregates of a freeze that commissioners may read, sealed in the study's released share."""

    freeze = models.UUIDField()
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)
    findings = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "released"
