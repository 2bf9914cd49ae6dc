"""Whether this process can do its work, for whoever watches it. It tells nothing else."""

import sqlite3
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse

from fivefold.method.common.errors import InputError
from fivefold.records.vault.opening import key_store
from fivefold.web.doors import PUBLIC, door


@door(PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """ "ok" when the database answers, every migration is in and the key store opens; 503 else."""
    ready = _works()
    return HttpResponse("ok\n" if ready else "not ready\n", status=200 if ready else 503, content_type="text/plain")


def _works() -> bool:
    try:
        ready = _migrations() <= set(MigrationRecorder(connection).applied_migrations())
        key_store().check()
    except (DatabaseError, sqlite3.Error, InputError, OSError):
        return False
    return ready


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Every migration of the code that runs here, by app and name. Files are read once a process."""
    return frozenset(MigrationLoader(None).disk_migrations)
