"""What is searched of a submission, sealed beside it."""

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
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="studies.submission",
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
