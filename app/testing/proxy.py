"""A TCP proxy in front of a real server that a test can cut and mend."""

import contextlib
import socket
import threading


class Proxy:
    """Forwards bytes to `target` (host:port) from a free loopback port, which stays its own while it is cut."""

    def __init__(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._sockets: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._port = 0
        self._flowing = threading.Event()
        #: round trips so far: how often a client spoke, first or after the server had
        self.requests = 0
        self.mend()

    @property
    def address(self) -> str:
        """host:port for clients."""
        return f"127.0.0.1:{self._port}"

    def mend(self) -> None:
        """Accept connections (again), and let bytes flow."""
        self._flowing.set()
        if self._listener is not None:
            return
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(128)
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def hold(self) -> None:
        """Keep all bytes back: the server is there and says nothing. `mend` lets them go."""
        self._flowing.clear()

    def cut(self) -> None:
        """Refuse new connections and reset those there are."""
        if self._listener is not None:
            # Shutting down first wakes the thread in accept(); closing alone would leave it there, still accepting.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for connection in list(self._sockets):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self._target, timeout=5)
            except OSError:
                return
            server.settimeout(None)
            self._sockets |= {client, server}
            waiting = threading.Event()
            for source, sink, asks in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(source, sink, asks, waiting), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, asks: bool, waiting: threading.Event) -> None:
        """Forward; `waiting` is set from a client's first byte to the server's."""
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not asks:
                    waiting.clear()
                elif not waiting.is_set():
                    waiting.set()
                    self.requests += 1
                self._flowing.wait()
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            self._sockets.discard(end)
