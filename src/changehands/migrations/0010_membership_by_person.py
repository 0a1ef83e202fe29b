import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One index a direction: the foreign keys' own stood beside it and were never needed."""

    dependencies = [("changehands", "0009_webhooks")]

    operations = [
        migrations.RemoveIndex(model_name="membership", name="membership_by_user"),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["user", "organization"], name="membership_by_user"),
        ),
        migrations.AlterField(
            model_name="membership",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="changehands.organization",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
