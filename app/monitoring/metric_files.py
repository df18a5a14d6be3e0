"""Metrics of several processes behind one port: each writes files into a folder, and the exposition adds them up.

prometheus_client decides when it is imported whether it writes files, so whoever starts a server of several processes
calls `use_folder` first (config/worker.py; config/gunicorn.py has the same lines, before it can import anything).

The files of a process that has ended would stay for ever, and every scrape would read them: after a day of children
that are replaced every thousand tasks there would be hundreds. `Folder.tidy` adds a dead process's counters to the file
of the dead, process number 0, and drops its gauges.
"""

import os
import re
import shutil
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: prometheus_client names its files so: counter_17.db, gauge_livesum_17.db
FILE = re.compile(r"(?P<kind>counter|histogram|summary|gauge_[a-z]+)_(?P<pid>\d+)\.db")
#: kinds whose value is a sum over all processes there ever were
SUMS = frozenset({"counter", "histogram", "summary"})
#: the gauge that shows what was set last, by whatever process
LAST = "gauge_mostrecent"
#: a file that is being made has no size yet for a moment
TRIES = 3


def use_folder(path: Path) -> None:
    """Have this process and its children write their metrics there. Files of an earlier run would be added in."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    os.environ[VARIABLE] = str(path)


def folder_in_use() -> Path | None:
    """The folder of this process, if it has one."""
    name = os.environ.get(VARIABLE)
    return Path(name) if name else None


def _is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


class Folder:
    """The metrics of all processes that write there: a collector for a registry. One thread at a time may use it."""

    def __init__(self, path: Path, *, is_alive: Callable[[int], bool] = _is_alive) -> None:
        self._path = path
        self._is_alive = is_alive

    def collect(self) -> Iterable[Any]:
        """Every metric, added up. Raises OSError and struct.error when a file cannot be read."""
        from prometheus_client.multiprocess import MultiProcessCollector

        self.tidy()
        for _ in range(TRIES - 1):
            try:
                return MultiProcessCollector(None, str(self._path)).collect()
            except (OSError, struct.error):
                continue
        return MultiProcessCollector(None, str(self._path)).collect()

    def describe(self) -> Iterable[Any]:
        """Nothing: a registry would otherwise collect to learn the names."""
        return []

    def tidy(self) -> int:
        """Add up the files of processes that have ended; returns how many files went."""
        gone = 0
        for path in sorted(self._path.glob("*.db")):
            match = FILE.fullmatch(path.name)
            if match is None or int(match["pid"]) == 0 or self._is_alive(int(match["pid"])):
                continue
            if match["kind"] in SUMS or match["kind"] == LAST:
                self._add(path, self._path / f"{match['kind']}_0.db", keep_latest=match["kind"] == LAST)
            path.unlink()
            gone += 1
        return gone

    def _add(self, path: Path, total: Path, *, keep_latest: bool) -> None:
        from prometheus_client.mmap_dict import MmapedDict

        if path.stat().st_size == 0:
            return
        sums = MmapedDict(str(total))
        try:
            for key, value, timestamp, _ in MmapedDict.read_all_values_from_file(str(path)):
                before, set_at = sums.read_value(key)
                if not keep_latest:
                    sums.write_value(key, before + value, timestamp)
                elif timestamp >= set_at:
                    sums.write_value(key, value, timestamp)
        finally:
            sums.close()
