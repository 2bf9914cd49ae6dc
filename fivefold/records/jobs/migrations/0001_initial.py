"""One queue for all long work: the table that briefings had, and what a job is given to work on."""

import uuid
from typing import Any, ClassVar

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from fivefold.records.audit.database_rules import rows_of_shares

_KINDS = [
    ("briefing", "a briefing is written of a freeze, its subject"),
    ("freeze", "a study, its subject, is frozen"),
    ("import", "a folder is brought into a study, its subject"),
]


def _of_share(**options: object) -> dict[str, object]:
    return {
        "abstract": False,
        "base_manager_name": "everywhere",
        "default_manager_name": "objects",
        **options,
    }


def _managers() -> list[tuple[str, "models.Manager[Any]"]]:
    return [("everywhere", django.db.models.manager.Manager()), ("objects", django.db.models.manager.Manager())]


def _row() -> list[tuple[str, "models.Field[Any, Any]"]]:
    share = models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.share")
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("share", share),
    ]


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [("accounts", "0001_initial"), ("reporting", "0003_jobs")]

    operations: ClassVar = [
        # The table stands already, with its rows and its row-level security.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        *_row(),
                        ("kind", models.CharField(max_length=10, choices=_KINDS)),
                        ("subject", models.UUIDField()),
                        ("by", models.UUIDField()),
                        ("asked", models.DateTimeField()),
                        ("began", models.DateTimeField(null=True)),
                        ("ended", models.DateTimeField(null=True)),
                        ("beat", models.DateTimeField(null=True)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("result", models.UUIDField(null=True)),
                        ("failed", models.CharField(default="", max_length=80)),
                        ("problems", models.BinaryField(null=True)),
                        ("steps_done", models.PositiveIntegerField(default=0)),
                        ("steps", models.PositiveIntegerField(default=0)),
                    ],
                    options=_of_share(db_table="job"),
                    managers=_managers(),
                ),
            ]
        ),
        migrations.AddConstraint(
            "job",
            models.UniqueConstraint(
                fields=("kind", "subject"), condition=models.Q(("ended__isnull", True)), name="one_open_job"
            ),
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                *_row(),
                ("number", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "job",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"),
                ),
            ],
            options=_of_share(
                db_table="payload",
                constraints=[models.UniqueConstraint(models.F("job"), models.F("number"), name="one_part_a_number")],
            ),
            managers=_managers(),
        ),
        rows_of_shares("payload"),
    ]
