"""The third tenant wall, on PostgreSQL: rows of other shares are not there. A later table brings its own rule."""

from django.db import migrations

from fivefold.records.audit.database_rules import rows_of_shares, rows_of_the_log

TABLES = ("line", "revision", "submission", "import", "layer", "memo", "freeze", "released", "briefing", "document")


class Migration(migrations.Migration):
    dependencies = [
        ("revisions", "0002_append_only"),
        ("studies", "0001_initial"),
        ("coding", "0001_initial"),
        ("analysis", "0001_initial"),
        ("reporting", "0001_initial"),
    ]

    operations = [*map(rows_of_shares, TABLES), rows_of_the_log()]
