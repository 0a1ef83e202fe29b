import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("changehands", "0004_access_grounds")]

    operations = [
        migrations.CreateModel(
            name="TokenAllowance",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="changehands.apitoken",
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("used", models.PositiveIntegerField()),
            ],
            options={"db_table": "token_allowance"},
        ),
        # Counts of a minute need not survive a crash, and every call writes one.
        migrations.RunSQL(
            "ALTER TABLE token_allowance SET UNLOGGED", "ALTER TABLE token_allowance SET LOGGED"
        ),
    ]
