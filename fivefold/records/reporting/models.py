"""What was written of a freeze."""

from django.db import models

from fivefold.records.accounts.tenancy import OfShare
from fivefold.records.jobs.models import Job


class Document(OfShare):
    """One file of a briefing, sealed. name: of our own making ("briefing.docx"), never somebody's words."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    sealed = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "document"
        constraints = (models.UniqueConstraint("job", "name", name="one_document_a_name"),)
