"""What a study received. Rows hold identifiers, times and sealed values; what they tell stands in lines."""

from django.db import models

from fivefold.records.accounts.models import Study
from fivefold.records.accounts.tenancy import OfShare


class Submission(OfShare):
    """A framework released to a study. Its cover, framework, incidents, ... are lines with its id as subject.

    mark: HMAC of the canonical reference under the study's common scope: it finds a framework again, and tells
    nothing once the key is gone. card: the closed answers a list shows, sealed in the share's scope; written anew in
    the same transaction as any line it is computed from.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    mark = models.BinaryField()
    received = models.DateTimeField()
    card = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "submission"
        constraints = (models.UniqueConstraint("study", "mark", name="one_submission_a_reference"),)


class SearchText(OfShare):
    """What is searched of a submission: its entries' texts, case folded, sealed in the share's scope.

    head: the framework's revision they are of. Where the framework has another, its own revisions are opened instead:
    whatever writes one and forgets this costs time, never a wrong answer.
    """

    id = None  # type: ignore[assignment]  # Django's way to leave an inherited field out
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="+")
    head = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta(OfShare.Meta):
        db_table = "search_text"


class Import(OfShare):
    """One bringing in of a study folder, and its sealed report: read, refused, unplaced, in doubt."""

    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    report = models.BinaryField(null=True)

    class Meta(OfShare.Meta):
        db_table = "import"
