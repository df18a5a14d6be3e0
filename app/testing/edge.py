"""An edge that tests can watch."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class EdgeServer(ThreadingHTTPServer):
    """Records purges like the real edge receives them, over real HTTP."""

    def __init__(self, status: int = 200, port: int = 0) -> None:
        self.purged: list[tuple[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PURGE(self) -> None:
                server.purged.append((self.path, self.headers["Host"]))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()
