"""The log's tables. Database triggers refuse every change of an event and of a revision (migrations)."""

from typing import ClassVar, Self

from django.db import models
from django_scopes import ScopedManager


class Event(models.Model):
    """One thing that happened: who, when, what, to which record. Never what it said.

    number: the order of the log, from 1 without a gap; order is by number, never by time.
    share: whose the record is; None for what concerns no study. subject: identifier of the record.
    facts: counts and names of kinds, from a closed list; no words of anybody, no plain hash of words.
    content: SHA-256 over the sealed bytes this event wrote; ciphertext has a random nonce, so it tells nothing.
    mac: HMAC-SHA-256 under the log's key over the event before and every column of this one.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    share = models.UUIDField(null=True, db_index=True)
    subject = models.UUIDField(null=True, db_index=True)
    facts = models.JSONField(default=dict)
    content = models.BinaryField(null=True)
    mac = models.BinaryField()

    everywhere: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[models.Manager[Self]] = ScopedManager(share="share")

    class Meta:
        db_table = "event"
        indexes = (
            # What wrote, among all that was read: asked of each list, and of what changed since a freeze.
            models.Index("share", "number", name="event_wrote", condition=models.Q(content__isnull=False)),
        )
        base_manager_name = "everywhere"
        default_manager_name = "objects"


class Head(models.Model):
    """The newest event's number and mac, in the one row every writer locks: the log has one order."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    mac = models.BinaryField(default=bytes)

    class Meta:
        db_table = "event_head"
        constraints = (models.CheckConstraint(condition=models.Q(only=1), name="one_head"),)
