from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('changehands', '0007_help_centre'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='language',
            field=models.CharField(default='en', max_length=5),
        ),
    ]
