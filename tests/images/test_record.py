"""`.rushhour/images.json` is whole at every moment and keeps what other runs recorded."""

import json
import threading
from pathlib import Path

from images.record import read, record


def test_record_adds_to_what_is_there(tmp_path: Path) -> None:
    """Building one image does not forget the others."""
    path = tmp_path / ".rushhour" / "images.json"
    record(path, {"redis": "localhost/rushhour/redis:1"})
    record(path, {"app": "localhost/rushhour/app:1", "redis": "localhost/rushhour/redis:2"})
    assert json.loads(path.read_text()) == {"app": "localhost/rushhour/app:1", "redis": "localhost/rushhour/redis:2"}
    assert [file.name for file in path.parent.iterdir()] == ["images.json"]
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_reader_never_sees_half_a_record(tmp_path: Path) -> None:
    """Pulumi may read while a build writes: every read parses and holds both keys."""
    path = tmp_path / "images.json"
    record(path, {"app": "x" * 100_000, "redis": "y"})
    finished = threading.Event()

    def write() -> None:
        for number in range(200):
            record(path, {"app": str(number) * 50_000})
        finished.set()

    writer = threading.Thread(target=write)
    writer.start()
    reads = 0
    while not finished.is_set():
        assert set(json.loads(path.read_text())) == {"app", "redis"}
        reads += 1
    writer.join()
    assert reads > 0


def test_damaged_record_counts_as_none(tmp_path: Path) -> None:
    """A record cut short by a full disk is written anew, not stumbled over."""
    path = tmp_path / "images.json"
    path.write_text('{"app": "loc')
    assert read(path) == {}
    record(path, {"app": "a"})
    assert read(path) == {"app": "a"}
