"""Whoever proposed a release can take the proposal back, and still cannot decide on it otherwise."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("analysis", "0002_proposals")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="proposal",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("open", "waits for a second person"),
                    ("released", "released"),
                    ("declined", "declined"),
                    ("withdrawn", "withdrawn"),
                    ("taken_back", "taken back by whoever proposed it"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="proposal", name="decided_by_somebody_else"),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("outcome", "taken_back"), ("decided_by", models.F("by"))),
                    models.Q(
                        models.Q(("outcome", "taken_back"), _negated=True),
                        models.Q(("decided_by", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decided_by_somebody_else",
            ),
        ),
    ]
