"""The log as a Django app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AuditConfig(AppConfig):
    """Refuses database roles that no wall holds for, at the only moment that none of them passes."""

    name = "fivefold.records.audit"

    def ready(self) -> None:
        """A signal, against our habit: a check at start would miss a role that is changed, or a worker of another."""
        from fivefold.records.audit.guards import refuse_superuser

        connection_created.connect(refuse_superuser, dispatch_uid="fivefold.refuse_superuser")
