"""Celery's settings (Q1) with the corrections a Redis broker needs. Read by config/celery.py."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab
from kombu import Queue

from config.settings.caches import redis_tls, redis_url
from config.settings.env import Env

#: seconds running tasks get to finish after SIGTERM, before they go back to the queue
SOFT_SHUTDOWN_SECONDS = 20

#: the queue of every task that is not on `default`
TASK_QUEUES = {
    "notifications.tasks.open_work_item": {"queue": "critical"},
    "notifications.tasks.raise_alert": {"queue": "critical"},
    "notifications.tasks.send_mail": {"queue": "email"},
    "notifications.tasks.deliver": {"queue": "email"},
    "notifications.tasks.deliver_critical": {"queue": "critical"},
    "notifications.tasks.forget_old": {"queue": "maintenance"},
    "accounts.tasks.send_registration_link": {"queue": "email"},
    "accounts.tasks.send_reset_link": {"queue": "email"},
    "catalogue.tasks.make_picture": {"queue": "media"},
    "media.tasks.catch_up": {"queue": "maintenance"},
    "media.tasks.clear_orphans": {"queue": "maintenance"},
    **{
        f"media.tasks.{step}": {"queue": "media"}
        for step in ("start", "validate", "resize", "watermark", "make_thumbnails", "upload", "publish")
    },
    "reports.tasks.build": {"queue": "reports"},
    "reports.tasks.catch_up": {"queue": "maintenance"},
    "reports.tasks.deliver": {"queue": "email"},
    "reports.tasks.forget_old": {"queue": "maintenance"},
    "reports.tasks.request_weekly": {"queue": "maintenance"},
    "reports.tasks.build_stock_value_report": {"queue": "reports"},
    "reports.tasks.build_stock_list_report": {"queue": "reports"},
    "analytics.tasks.aggregate_catalogue": {"queue": "analytics"},
    "imports.tasks.apply_chunk": {"queue": "inventory"},
    "imports.tasks.catch_up": {"queue": "maintenance"},
    "imports.tasks.check_chunk": {"queue": "inventory"},
    "imports.tasks.clear_files": {"queue": "maintenance"},
    "inventory.tasks.recount_stock": {"queue": "inventory"},
    "orders.tasks.catch_up": {"queue": "maintenance"},
    "orders.tasks.expire_unpaid": {"queue": "maintenance"},
    "payments.tasks.advance": {"queue": "critical"},
    "payments.tasks.reconcile": {"queue": "critical"},
    "maintenance.tasks.clear_expired": {"queue": "maintenance"},
    **{
        f"monitoring.tasks.watch_{kind}": {"queue": "maintenance"}
        for kind in ("system", "redis", "database", "application")
    },
    "alerts.tasks.deliver": {"queue": "critical"},
    "alerts.tasks.send_held": {"queue": "maintenance"},
    "recommendations.tasks.count_co_purchases": {"queue": "analytics"},
    "useractions.tasks.process_user_action": {"queue": "analytics"},
    "useractions.tasks.forget_person": {"queue": "maintenance"},
    "useractions.tasks.forget_old": {"queue": "maintenance"},
    "search.tasks.refresh_words": {"queue": "maintenance"},
}


def celery(env: Env) -> dict[str, Any]:
    """Settings for `Celery.conf.update`."""
    broker = redis_url(env, env.broker_address, user=env.redis_user, password=env.broker_password.get_secret_value())
    tls = redis_tls(env) or None
    return {
        "broker_url": broker,
        "broker_use_ssl": tls,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            # Redis hands an unacknowledged message out again after this; it must exceed the longest task.
            "visibility_timeout": env.celery_visibility_timeout_seconds,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "retry_on_timeout": True,
        },
        # Results live beside the broker: an evicting Redis would drop the counter of a chord.
        "result_backend": broker,
        "redis_backend_use_ssl": tls,
        "result_expires": env.celery_result_expires_seconds,
        "result_backend_transport_options": {"global_keyprefix": "result:"},
        "visibility_timeout": env.celery_visibility_timeout_seconds,
        "task_ignore_result": True,
        "task_serializer": "msgpack",
        "result_serializer": "msgpack",
        "accept_content": ["msgpack"],
        "timezone": "UTC",
        "task_queues": [Queue(name) for name in env.celery_queues],
        "task_default_queue": "default",
        "task_routes": TASK_QUEUES,
        "task_create_missing_queues": False,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_track_started": False,
        "task_soft_time_limit": env.celery_task_soft_time_limit_seconds,
        "task_time_limit": env.celery_task_time_limit_seconds,
        "task_send_sent_event": True,
        "worker_send_task_events": True,
        "worker_max_tasks_per_child": 1_000,
        "worker_consumer": "outbox.consumer:DurableConsumer",
        # With late acknowledgement on Redis the prefetch count drifts up for days; fetch only what can run.
        "worker_prefetch_multiplier": 1,
        "worker_disable_prefetch": True,
        # Retries whose turn is near, of one worker; beyond that it takes no more messages until some are done.
        "worker_eta_task_limit": 1_000,
        "worker_soft_shutdown_timeout": SOFT_SHUTDOWN_SECONDS,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        # A task that is cancelled because the broker went away is acknowledged when it is back: the drill of the killed
        # broker lost one of 10,000. One that goes on may be delivered again; its receipt keeps the effect single.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "redbeat_redis_url": broker,
        "redbeat_redis_use_ssl": tls,
        "redbeat_redis_options": {"socket_timeout": 10, "socket_connect_timeout": 5, "retry_period": 30},
        "redbeat_lock_timeout": env.celery_beat_lock_seconds,
        "beat_max_loop_interval": max(1, env.celery_beat_lock_seconds // 5),
        "beat_schedule": schedule(),
    }


def schedule() -> dict[str, Any]:
    """What beat sends, and when (Q3). Each entry expires before its next run, so a backlog never piles up."""
    return {
        "warm-up-caches": _entry("catalogue.tasks.warm_up_caches", timedelta(minutes=10), 600),
        "forget-old-notifications": _entry("notifications.tasks.forget_old", crontab(hour=2, minute=20), 3_600),
        "forget-old-actions": _entry("useractions.tasks.forget_old", crontab(hour=2, minute=30), 3_600),
        "flush-view-counts": _entry("catalogue.tasks.flush_view_counts", timedelta(minutes=1), 60),
        "clear-expired-sessions": _entry("maintenance.tasks.clear_expired", crontab(hour=2, minute=0), 3_600),
        "reconcile-payments": _entry("payments.tasks.reconcile", timedelta(minutes=1), 60),
        "catch-up-on-orders": _entry("orders.tasks.catch_up", timedelta(minutes=5), 300),
        "expire-unpaid-orders": _entry("orders.tasks.expire_unpaid", timedelta(minutes=5), 300),
        "watch-system": _entry("monitoring.tasks.watch_system", timedelta(seconds=60), 55),
        "watch-redis": _entry("monitoring.tasks.watch_redis", timedelta(seconds=180), 170),
        "watch-database": _entry("monitoring.tasks.watch_database", timedelta(seconds=300), 290),
        "watch-application": _entry("monitoring.tasks.watch_application", timedelta(minutes=5), 290),
        "send-held-alerts": _entry("alerts.tasks.send_held", timedelta(minutes=5), 290),
        "refresh-search-words": _entry("search.tasks.refresh_words", timedelta(hours=1), 3_600),
        "count-co-purchases": _entry("recommendations.tasks.count_co_purchases", timedelta(hours=1), 3_600),
        "weekly-report": _entry("reports.tasks.request_weekly", crontab(day_of_week=1, hour=4, minute=0), 86_400),
        "catch-up-on-reports": _entry("reports.tasks.catch_up", timedelta(minutes=10), 600),
        "forget-old-reports": _entry("reports.tasks.forget_old", crontab(hour=3, minute=50), 3_600),
        "catch-up-on-pictures": _entry("media.tasks.catch_up", timedelta(minutes=3), 180),
        "clear-orphaned-pictures": _entry("media.tasks.clear_orphans", crontab(hour=3, minute=30), 3_600),
        "catch-up-on-imports": _entry("imports.tasks.catch_up", timedelta(minutes=2), 120),
        "clear-imported-files": _entry("imports.tasks.clear_files", crontab(hour=3, minute=10), 3_600),
        "aggregate-catalogue": _entry("analytics.tasks.aggregate_catalogue", timedelta(hours=1), 3_600),
    }


def _entry(task: str, every: Any, expires: int) -> dict[str, Any]:
    return {"task": task, "schedule": every, "options": {"expires": expires}}
