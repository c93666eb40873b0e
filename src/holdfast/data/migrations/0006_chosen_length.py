import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("holdfast", "0005_reserved_slugs"),
    ]

    operations = [
        migrations.AddField(
            model_name="phase",
            name="longest",
            field=models.DurationField(null=True),
        ),
        migrations.AddField(
            model_name="phase",
            name="shortest",
            field=models.DurationField(null=True),
        ),
        migrations.AddField(
            model_name="phase",
            name="step",
            field=models.DurationField(null=True),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("longest", None), ("shortest", None), ("step", None)),
                    models.Q(
                        ("longest__gte", models.F("duration")),
                        ("longest__isnull", False),
                        ("shortest__gte", datetime.timedelta(seconds=60)),
                        ("shortest__isnull", False),
                        ("shortest__lte", models.F("duration")),
                        ("step__gte", datetime.timedelta(seconds=60)),
                        ("step__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="phase_choice_around_duration",
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__isnull", False)),
                fields=("organisation", "service"),
                name="phase_one_choice",
            ),
        ),
    ]
