"""The app with a schedule for tests, as a beat process loads it: `celery --app=celery_monitor.tests.beat_app beat`.

TEST_BEAT is JSON: `lock` in seconds, `heartbeat` (a path), and `schedule`: name to seconds between runs, or "daily".
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab

from config.celery import app
from monitoring import heartbeat

WANTED = json.loads(os.environ["TEST_BEAT"])
heartbeat.BEAT_HEARTBEAT = Path(WANTED["heartbeat"])
app.conf.update(
    redbeat_lock_timeout=WANTED["lock"],
    beat_max_loop_interval=1,
    beat_schedule={
        name: {
            "task": f"test.{name}",
            "schedule": crontab(hour=2, minute=0) if every == "daily" else timedelta(seconds=every),
            "options": {"queue": "maintenance"},
        }
        for name, every in WANTED["schedule"].items()
    },
)
