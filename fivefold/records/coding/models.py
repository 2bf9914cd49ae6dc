"""Layers and memos. Codings, codes and words stand in lines."""

from django.db import models

from fivefold.records.accounts.tenancy import OfShare


class Layer(OfShare):
    """Whose codings: one coder's, or those that were agreed. label: "Coder 1", "agreed"; never a name.

    name: the coding program's name of its user, sealed in the share's scope; None where it is the label.
    """

    label = models.CharField(max_length=60)
    name = models.BinaryField(null=True)

    class Meta(OfShare.Meta):
        db_table = "layer"
        constraints = (models.UniqueConstraint("share", "label", name="one_layer_a_label"),)


class MemoAbout(models.TextChoices):
    """What a memo is about."""

    STUDY = "study", "the study"
    SUBMISSION = "submission", "a framework"
    CODE = "code", "a code"


class Memo(OfShare):
    """A note somebody wrote. Its words are the line of kind memo with its id as subject.

    about, subject: the submission's id, or None for the study; a code's key stands in the line, since it is content.
    """

    about = models.CharField(max_length=20, choices=MemoAbout)
    subject = models.UUIDField(null=True, db_index=True)
    made = models.DateTimeField()

    class Meta(OfShare.Meta):
        db_table = "memo"
