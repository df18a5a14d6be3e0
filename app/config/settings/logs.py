"""Structured logs: JSON lines on stderr, beside what a command prints; every record with its request or task id."""

from typing import Any

import structlog


def _drop_color_message(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """uvicorn repeats its messages for terminals."""
    event.pop("color_message", None)
    return event


SHARED_PROCESSORS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    _drop_color_message,
]


def configure_logs(level: str, *, human: bool = False) -> dict[str, Any]:
    """Configure structlog and return Django's LOGGING. `human` prints coloured lines instead of JSON."""
    structlog.configure(
        processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*SHARED_PROCESSORS],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(human)],
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "structured"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # One record a 4xx response would let anyone fill the log; the edge's access log has them.
            "django.request": {"level": "ERROR", "propagate": True},
            "django.security.DisallowedHost": {"level": "CRITICAL", "propagate": True},
            # Its lines carry the arguments of tasks, which may be personal; monitoring.task_context logs every task.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "botocore": {"level": "WARNING"},
            "boto3": {"level": "WARNING"},
        },
    }


def _renderers(human: bool) -> list[Any]:
    if human:
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def plain_formatter(**_: Any) -> structlog.stdlib.ProcessorFormatter:
    """The same JSON lines for gunicorn, which logs before Django is set up."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED_PROCESSORS],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(human=False)],
    )
