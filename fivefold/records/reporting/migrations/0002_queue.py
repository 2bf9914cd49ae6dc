"""Briefings as a queue: when a job last made progress, and how often it was begun."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reporting", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField("briefing", "beat", models.DateTimeField(null=True)),
        migrations.AddField("briefing", "tries", models.PositiveSmallIntegerField(default=0)),
    ]
