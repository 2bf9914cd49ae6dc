"""Whether this process can do its work, for whoever watches it. It tells nothing else."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
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
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        key_store().prepare()
    except (DatabaseError, InputError, OSError):
        return False
    return not waiting
