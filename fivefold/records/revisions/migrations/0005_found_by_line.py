"""Revisions are found by their line, never by their share. Not by AlterField: on SQLite it would make the table anew,
without the triggers that keep it.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_nominations"), ("revisions", "0004_one_line")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="revision",
                    name="share",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.share",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX "revision_share_id_98a31281"',
                    'CREATE INDEX "revision_share_id_98a31281" ON "revision" ("share_id")',
                )
            ],
        )
    ]
