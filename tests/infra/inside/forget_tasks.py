"""Remove what `send_tasks.py` left behind. Arguments: the run's key. Prints the number of rows removed."""

import json
import sys

import django
from config.profile import use_profile

use_profile()
django.setup()

from databases.routing import ANALYTICS, PRIMARY  # noqa: E402 - Django has to be set up first
from django.core.files.storage import default_storage  # noqa: E402 - Django has to be set up first
from notifications.models import Delivery, WorkItem  # noqa: E402
from receipts.models import TaskReceipt  # noqa: E402
from reports.models import Report  # noqa: E402

(run,) = json.loads(sys.argv[1])
for report in Report.objects.filter(object_name__contains=f"verify-{run}-"):
    default_storage.delete(report.object_name)
remains = [
    *(
        TaskReceipt.objects.using(alias).filter(effect_key__startswith=f"verify-{run}-")
        for alias in (PRIMARY, ANALYTICS)
    ),
    Report.objects.filter(object_name__contains=f"verify-{run}-"),
    WorkItem.objects.filter(subject="Verification of the queues"),
    Delivery.objects.filter(recipient="verification@example.com"),
]
print(json.dumps(sum(rows.delete()[0] for rows in remains)))
