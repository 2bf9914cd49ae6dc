"""A layer says no person: nothing ever wrote one there, or read it."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("coding", "0002_sealed_names")]

    operations: ClassVar = [migrations.RemoveField(model_name="layer", name="person")]
