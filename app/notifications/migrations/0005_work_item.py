from django.db import migrations


class Migration(migrations.Migration):
    """A new name in Python only: no statement for the table, which pods of the release before still use."""

    dependencies = [("notifications", "0004_constraints")]

    operations = [
        migrations.AlterModelTable("Alert", "notifications_alert"),
        migrations.RenameModel("Alert", "WorkItem"),
    ]
