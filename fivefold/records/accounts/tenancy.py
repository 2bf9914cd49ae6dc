"""What every tenant-bound row has: its share, a manager that refuses to read without the reader's shares, and a guard
that refuses to write for anybody else's.
"""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django_scopes import ScopedManager, get_scope

from fivefold.records.accounts.models import Share


class OutsideShares(Exception):
    """A row of a share that the actor does not hold was to be written. A bug or an attack, no everyday refusal."""


class RowsOfShares(models.QuerySet[Any]):
    """Rows of shares; what is written in bulk is guarded like a single row."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        """As Django's. OutsideShares where a row is of another share than the actor's."""
        rows = list(objs)
        refuse_outside({row.share_id for row in rows})
        return super().bulk_create(rows, *args, **options)

    def update(self, **values: Any) -> int:
        """As Django's. OutsideShares where rows are to move to another share than the actor's."""
        moved_to = values.get("share", values.get("share_id"))
        if moved_to is not None:
            refuse_outside({getattr(moved_to, "id", moved_to)})
        return super().update(**values)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **options: Any) -> int:
        """As Django's. OutsideShares where a row is, or was read as, of another share than the actor's."""
        rows = list(objs)
        refuse_outside({share for row in rows for share in row.shares_concerned()})
        return super().bulk_update(rows, *args, **options)


class OfShare(models.Model):
    """A row of exactly one share. `objects` sees the current actor's shares alone; `everywhere` is for migrations,
    the framework and `overseeing`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="+")

    _read_as: UUID | None

    everywhere: ClassVar[models.Manager[Self]] = models.Manager.from_queryset(RowsOfShares)()
    objects: ClassVar[models.Manager[Self]] = ScopedManager(models.Manager.from_queryset(RowsOfShares), share="share")

    class Meta:
        abstract = True
        base_manager_name = "everywhere"
        default_manager_name = "objects"

    @classmethod
    def from_db(cls, *args: Any, **options: Any) -> Self:
        """As Django's, remembering the share the row was read as: changing it moves no row out of another's."""
        made = super().from_db(*args, **options)
        made._read_as = made.__dict__.get("share_id")  # Absent where the query left the column out.
        return made

    def shares_concerned(self) -> frozenset[UUID]:
        """The share the row is of, and the one it was read as."""
        return frozenset(one for one in (self.share_id, getattr(self, "_read_as", None)) if one is not None)

    def save(self, *args: Any, **options: Any) -> None:
        """As Django's. OutsideShares for a row of another share than the actor's."""
        refuse_outside(self.shares_concerned())
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """As Django's. OutsideShares for a row of another share than the actor's."""
        refuse_outside(self.shares_concerned())
        return super().delete(*args, **options)


def refuse_outside(shares: Iterable[UUID]) -> None:
    """Raise OutsideShares unless somebody is acting who holds all of these: overseeing reads, and writes nothing."""
    known = get_scope()
    held = known.get("writes", ()) if known.get("_enabled", True) else ()
    if not set(shares) <= set(held):
        raise OutsideShares("a row was to be written for a share that is not the actor's")
