"""Triggers that keep every revision as it was written."""

from django.db import migrations

from fivefold.records.audit.database_rules import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_head_and_append_only"), ("revisions", "0001_initial")]

    operations = [append_only("revision", unique=(("id",), ("line_id", "number")))]
