"""Layers say a number in clear; the names they had as labels are sealed."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fivefold.records.accounts.models import Share
from fivefold.records.coding import layers
from fivefold.records.vault import keyring
from fivefold.records.vault.opening import key_store


def seal_names(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Number every layer whose label is somebody's name. The key store is opened only where there is one."""
    share_of = apps.get_model("accounts", "Share")
    for share in share_of._base_manager.filter(kind="research"):
        _let_through(editor, str(share.id))
        rows = list(apps.get_model("coding", "Layer")._base_manager.filter(share_id=share.id, name=None))
        labels = layers.numbered([row.label for row in rows], known={})
        named = [row for row in rows if labels[row.label] != row.label]
        if not named:
            continue
        scope = Share(id=share.id, study_id=share.study_id, kind=share.kind).scope
        with keyring.held(key_store(), {scope}):
            for row in named:
                name, row.label = row.label, labels[row.label]
                row.name = layers.seal(name, label=row.label, row=row.id, scope=scope)
                row.save(update_fields=["label", "name"])
    _let_through(editor, "")


def _let_through(editor: BaseDatabaseSchemaEditor, share: str) -> None:
    """Row-level security shows a migration no row either."""
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('fivefold.shares', %s, true)", [share])


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0001_initial"),
        ("accounts", "0003_one_open_membership"),
        ("revisions", "0003_row_level_security"),
    ]

    operations = [
        migrations.AddField(model_name="layer", name="name", field=models.BinaryField(null=True)),
        # The labels that were somebody's names are gone: going back keeps the numbers.
        migrations.RunPython(seal_names, migrations.RunPython.noop),
    ]
