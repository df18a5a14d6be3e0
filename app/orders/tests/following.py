"""What the tests of follow-ups do in a worker's place."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from config.celery import app
from orders.models import OrderEvent
from orders.services.send_follow_up import effect_key
from orders.tasks import follow_up


def do_all():
    """What workers would do with the events there are, the mails and work items included."""
    app.conf.task_always_eager = True
    try:
        for event in OrderEvent.objects.order_by("pk"):
            follow_up.apply(args=[event.pk], kwargs={"effect_key": effect_key(event.pk)}).get()
    finally:
        app.conf.task_always_eager = False


def age_events(**ago):
    """The events were that long ago; only the superuser of the tests can do this."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_orderevent DISABLE TRIGGER orders_events_stay")
        OrderEvent.objects.update(at=timezone.now() - timedelta(**ago))
        cursor.execute("ALTER TABLE orders_orderevent ENABLE TRIGGER orders_events_stay")
