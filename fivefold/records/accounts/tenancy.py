"""What every tenant-bound row has: its share, and a manager that refuses to read without the reader's shares."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django_scopes import ScopedManager

from fivefold.records.accounts.models import Share


class OfShare(models.Model):
    """A row of exactly one share. `objects` sees the current actor's shares alone; `everywhere` is for migrations,
    the framework and `overseeing`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="+")

    everywhere: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[models.Manager[Self]] = ScopedManager(share="share")

    class Meta:
        abstract = True
        base_manager_name = "everywhere"
        default_manager_name = "objects"
