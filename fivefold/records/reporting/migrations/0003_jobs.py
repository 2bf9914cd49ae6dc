"""The queue of briefings becomes the queue of all long work: its table is renamed, and its rows stay."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    # Every row-level rule of the table stays with it.
    dependencies: ClassVar = [("reporting", "0002_queue"), ("revisions", "0003_row_level_security")]

    operations: ClassVar = [
        migrations.AlterModelTable("briefing", "job"),
        migrations.RenameField("briefing", "freeze", "subject"),
        migrations.AddField("briefing", "kind", models.CharField(max_length=10, default="briefing")),
        migrations.AddField("briefing", "result", models.UUIDField(null=True)),
        migrations.AddField("briefing", "problems", models.BinaryField(null=True)),
        migrations.RemoveConstraint("document", "one_document_a_name"),
        migrations.RenameField("document", "briefing", "job"),
        migrations.AddConstraint(
            "document", models.UniqueConstraint(models.F("job"), models.F("name"), name="one_document_a_name")
        ),
    ]
