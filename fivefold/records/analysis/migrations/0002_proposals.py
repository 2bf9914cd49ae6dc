"""Two people release: a proposal stays with research until somebody else agrees to it."""

import uuid
from typing import ClassVar

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from fivefold.records.audit.database_rules import rows_of_shares


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("accounts", "0001_initial"),
        ("analysis", "0001_initial"),
        ("revisions", "0003_row_level_security"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("findings", models.BinaryField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "waits for a second person"),
                            ("released", "released"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                (
                    "freeze",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="analysis.freeze"
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.share"
                    ),
                ),
            ],
            options={
                "db_table": "proposal",
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "open")), fields=("share",), name="one_open_proposal"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided__isnull", True), ("decided_by__isnull", True), ("outcome", "open")),
                            models.Q(
                                models.Q(("outcome", "open"), _negated=True),
                                ("decided__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_decision_has_its_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="decided_by_somebody_else",
                    ),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
                ("objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="released",
            name="proposal",
            # Nothing was ever released before this: the default never stands in a row.
            field=models.UUIDField(unique=True, default=uuid.UUID(int=0)),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="released",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn__isnull", True)), fields=("share",), name="one_release_stands"
            ),
        ),
        rows_of_shares("proposal"),
    ]
