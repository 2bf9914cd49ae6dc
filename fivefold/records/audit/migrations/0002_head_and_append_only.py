"""The log's one head, and triggers that keep the log as it was written."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fivefold.records.audit.database_rules import append_only, head_forward


def place_head(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("audit", "Head").objects.create(only=1)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(place_head, migrations.RunPython.noop),
        append_only("event", unique=(("number",),)),
        head_forward(),
    ]
