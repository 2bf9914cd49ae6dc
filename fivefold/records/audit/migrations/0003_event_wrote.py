"""An index on what wrote, so that the newest of it is found however much was read since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_head_and_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.F("share"),
                models.F("number"),
                condition=models.Q(content__isnull=False),
                name="event_wrote",
            ),
        ),
    ]
