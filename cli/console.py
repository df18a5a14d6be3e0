"""What a person sees: phases, steps inside them, and the time each took."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TICK_SECONDS = 1.0


def say(line: str = "") -> None:
    """Print one plain line at once, also into a pipe."""
    print(line, flush=True)


def seconds(value: float) -> str:
    """A duration for people: `3 s`, `0.4 s`, `2 min 05 s`."""
    if value < 10:
        return f"{value:.1f} s"
    if value < 100:
        return f"{value:.0f} s"
    return f"{int(value) // 60} min {int(value) % 60:02d} s"


class Ticker:
    """A line that shows its running time on a terminal; two plain lines (start, end) everywhere else."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.started = time.monotonic()
        self.live = sys.stdout.isatty()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Ticker":
        if self.live:
            self._thread.start()
        else:
            say(f"      {self.text} …")
        return self

    def note(self, text: str) -> None:
        """Replace the text of the running line; off a terminal nothing is printed."""
        self.text = text

    def _tick(self) -> None:
        while not self._done.is_set():
            self._draw(f"      {self.text} … {seconds(time.monotonic() - self.started)}")
            self._done.wait(TICK_SECONDS)

    def _draw(self, line: str) -> None:
        sys.stdout.write(f"\r\033[K{line}")
        sys.stdout.flush()

    def __exit__(self, kind: object, *_: object) -> None:
        took = seconds(time.monotonic() - self.started)
        mark = "✗" if kind else "✓"
        if self.live:
            self._done.set()
            self._thread.join()
            self._draw("")
        say(f"      {mark} {self.text}  {took}")


@contextmanager
def phase(number: int, total: int, text: str, times: dict[str, float], key: str) -> Iterator[None]:
    """One numbered phase; its seconds are printed and kept in `times[key]`, also when it fails."""
    say(f"[{number}/{total}] {text} …")
    started = time.monotonic()
    try:
        yield
    except BaseException:
        times[key] = round(time.monotonic() - started, 1)
        say(f"      ✗ failed after {seconds(times[key])}")
        raise
    times[key] = round(time.monotonic() - started, 1)
    say(f"      ✓ {seconds(times[key])}")
