"""Long work that was asked for, and what it works on."""

from django.db import models

from fivefold.records.accounts.tenancy import OfShare
from fivefold.records.jobs.kinds import Kind


class Job(OfShare):
    """One piece of long work: asked for, then done by the worker, with progress in steps. The table is the queue.

    subject: what it is done to, as `Kind` says. by: who asked, and as whom it is done. began: of the newest try; beat:
    when that last made progress, so that a job whose worker died is taken up again; tries: how often it was begun.
    result: the row it made. failed: the key of a reason; problems: what a person must put right, as sealed JSON, since
    it may name their files.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.UUIDField()
    by = models.UUIDField()
    asked = models.DateTimeField()
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    result = models.UUIDField(null=True)
    failed = models.CharField(max_length=80, default="")
    problems = models.BinaryField(null=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)

    class Meta(OfShare.Meta):
        db_table = "job"
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject"), condition=models.Q(ended__isnull=True), name="one_open_job"
            ),
        )


class Payload(OfShare):
    """A part of what a job was given to work on, sealed. It goes when the job ends, however it ends."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "payload"
        constraints = (models.UniqueConstraint("job", "number", name="one_part_a_number"),)
