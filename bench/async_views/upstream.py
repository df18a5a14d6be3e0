"""A server that takes its time: what a payment provider or another service looks like from the shop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@contextmanager
def slow_server(seconds: float) -> Iterator[str]:
    """host:port of a server that answers every request after `seconds`, gone with the block."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(seconds)
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    async def listen() -> int:
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        port: int = listening.sockets[0].getsockname()[1]
        return port

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{asyncio.run_coroutine_threadsafe(listen(), loop).result(10)}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
