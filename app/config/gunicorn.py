"""gunicorn: processes and limits from WEB_*, one metrics folder for all of them, no access log (the edge has it)."""

import gc
import os
import shutil
from pathlib import Path
from typing import Any


def _number(name: str, minimum: int) -> int:
    text = os.environ.get(name, "")
    if not text.isdigit() or int(text) < minimum:
        raise SystemExit(
            f"environment variable {name}: {text!r} is not a whole number of at least {minimum}; the web server does "
            "not start. Set it from the stack file's web section."
        )
    return int(text)


METRICS_DIR = Path("/tmp/web-metrics")  # noqa: S108  (the pod's own emptyDir)
# prometheus_client decides when it is imported how it counts, so this comes before any import of it.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
# Files of an earlier run would be added in.
shutil.rmtree(METRICS_DIR, ignore_errors=True)
METRICS_DIR.mkdir(parents=True)

bind = f"0.0.0.0:{_number('WEB_PORT', 1)}"
workers = _number("WEB_PROCESSES", 1)
worker_class = "config.web_worker.WebWorker"
# One import for all processes: they share its memory, and a bad environment ends the server at once.
preload_app = True
graceful_timeout = _number("WEB_GRACEFUL_TIMEOUT_SECONDS", 1)
keepalive = _number("WEB_KEEPALIVE_SECONDS", 1)
max_requests = _number("WEB_MAX_REQUESTS", 0)
# Not all at once.
max_requests_jitter = max_requests // 10
timeout = 30
backlog = 2048
worker_tmp_dir = "/dev/shm"  # noqa: S108  (heartbeat files must not wait for a disk)
control_socket_disable = True
accesslog = None
errorlog = "-"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": "INFO", "handlers": ["json"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["json"], "propagate": False},
        "gunicorn.access": {"level": "ERROR", "handlers": [], "propagate": False},
    },
    "handlers": {"json": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "formatters": {"json": {"()": "config.settings.logs.plain_formatter"}},
}


def when_ready(server: Any) -> None:
    """Show the metrics of all processes, from this one.

    Take what the import has made out of the garbage collector's sight: scanning it would unshare its memory.
    """
    from monitoring.exposition import serve_metrics

    gc.collect()
    gc.freeze()
    serve_metrics()


def post_fork(server: Any, worker: Any) -> None:
    """Trace, if that is asked for: the thread that sends spans does not survive a fork."""
    from monitoring import tracing

    tracing.start("web")


def worker_exit(server: Any, worker: Any) -> None:
    """Send the last spans."""
    from monitoring import tracing

    tracing.stop()
