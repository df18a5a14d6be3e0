"""The Celery app of a worker: `celery --app=config.worker worker`.

A worker's children count what their tasks do; its main process shows the sums (monitoring.exposition). That has to
be settled before anything imports prometheus_client. Beat, `celery inspect` and commands use config.celery.
"""

import os
from pathlib import Path

from monitoring.metric_files import VARIABLE, use_folder

METRICS_DIR = Path("/tmp/worker-metrics")  # noqa: S108  (the pod's own emptyDir)
use_folder(Path(os.environ.get(VARIABLE, METRICS_DIR)))

from config.celery import app  # noqa: E402  (the folder has to be there first)

__all__ = ["app"]
