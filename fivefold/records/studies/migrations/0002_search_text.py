"""What is searched of a submission, sealed beside it."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from fivefold.records.audit.database_rules import rows_of_shares


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_nominations"), ("studies", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("head", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.share"
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="studies.submission"
                    ),
                ),
            ],
            options={
                "db_table": "search_text",
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "objects",
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
                ("objects", django.db.models.manager.Manager()),
            ],
        ),
        rows_of_shares("search_text"),
    ]
