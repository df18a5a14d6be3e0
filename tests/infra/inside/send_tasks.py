"""Send one task to each queue, as the app sends them, and say which.

Arguments: a key for the run's effects. Prints {queue: {"task": name, "id": task id, "key": effect key}}.
"""

import json
import sys

import django
from config.profile import use_profile

use_profile()
django.setup()

from analytics.tasks import aggregate_catalogue  # noqa: E402 - Django has to be set up first
from catalogue.models import Product  # noqa: E402
from catalogue.services.count_view import count_view  # noqa: E402
from catalogue.tasks import flush_view_counts, make_picture  # noqa: E402
from inventory.tasks import recount_stock  # noqa: E402
from maintenance.tasks import clear_expired  # noqa: E402
from notifications.tasks import open_work_item, send_mail  # noqa: E402
from reports.tasks import build_stock_value_report  # noqa: E402

# What the tasks leave behind carries these, so that it can be found and removed.
MARK = "Verification of the queues"
VIEWS = 3
MAILBOX = "verification@example.com"
SENT = {
    "critical": (open_work_item, {"level": "warning", "subject": MARK, "message": "A test of the critical queue."}),
    "email": (send_mail, {"template": "welcome", "recipient": MAILBOX}),
    "media": (make_picture, {"product_id": 0}),
    "reports": (build_stock_value_report, {}),
    "analytics": (aggregate_catalogue, {}),
    "inventory": (recount_stock, {}),
    "maintenance": (clear_expired, {}),
}


def count_and_flush():
    """Views of a product that nobody looks at otherwise, and the task that moves them to it."""
    slug, views = Product.objects.order_by("-pk").values_list("slug", "view_count")[0]
    for _ in range(VIEWS):
        count_view(slug)
    sent = flush_view_counts.apply_async()
    return {"task": flush_view_counts.name, "id": sent.id, "slug": slug, "views": views, "counted": VIEWS}


def main():
    (run,) = json.loads(sys.argv[1])
    report = {}
    for queue, (task, arguments) in SENT.items():
        key = f"verify-{run}-{queue}"
        if queue == "media":
            arguments = {"product_id": Product.objects.order_by("pk").values_list("pk", flat=True)[0]}
        sent = task.apply_async(kwargs={**arguments, "effect_key": key})
        report[queue] = {"task": task.name, "id": sent.id, "key": key}
    report["default"] = count_and_flush()
    print(json.dumps(report))


main()
