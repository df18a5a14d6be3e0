"""The ASGI worker: uvloop and httptools (W1), no server header, and no second reading of forwarded addresses."""

from typing import Any

from uvicorn_worker import UvicornWorker


class WebWorker(UvicornWorker):
    """gunicorn worker class."""

    CONFIG_KWARGS: dict[str, Any] = {
        "loop": "uvloop",
        "http": "httptools",
        "lifespan": "off",
        "ws": "none",
        "server_header": False,
        "access_log": False,
        # monitoring.middleware.client_address is the one place that reads X-Forwarded-For.
        "proxy_headers": False,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.config.timeout_graceful_shutdown = self.cfg.graceful_timeout
