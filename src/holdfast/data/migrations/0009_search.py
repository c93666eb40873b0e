import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("holdfast", "0008_desk"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["organisation", "found_by"],
                name="customer_found_by",
                opclasses=["int8_ops", "gin_trgm_ops"],
            ),
        ),
    ]
