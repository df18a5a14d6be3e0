"""Draw the pictures of the generated catalogue that the media bucket does not have yet."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from catalogue import pictures, vocabulary
from catalogue.drawing.files import draw_files
from catalogue.services.generate_products import colours_of, picture_key

#: counts the changes of catalogue.drawing: another edition draws everything anew, beside what products still show
EDITION = 1
#: folders of drawn pictures begin so; what lies elsewhere is staff's own
DRAWN = "drawn-"
FOLDER = f"{DRAWN}{EDITION}"
#: pictures between two lines of progress
STEP = 60
#: each takes 150 MB
MOST_PROCESSES = 4
#: at a time, while the next pictures are drawn
UPLOADS = 8
#: `quota period` in microseconds, or `max` for a container without a limit (cgroup v2)
CPU_LIMIT = Path("/sys/fs/cgroup/cpu.max")


class Drawn(NamedTuple):
    """The three things a picture is drawn from."""

    good: str
    material: str
    colour: str

    @property
    def key(self) -> str:
        """What products find it by."""
        return picture_key(*self)


def wanted_pictures() -> list[Drawn]:
    """One picture for each good, in each of its materials and, of these, each of its colours."""
    return [
        Drawn(good.name, material, colour)
        for shelf in vocabulary.SHELVES
        for good in shelf.goods
        for material in good.materials
        for colour in colours_of(good, material)
    ]


def make_pictures(
    wanted: Iterable[Drawn] | None = None, *, say: Callable[[str], Any] = lambda line: None
) -> dict[str, str]:
    """Keys of all pictures and the names they are stored under. `wanted`: those of the whole vocabulary.

    What is there is not drawn again, so an interrupted run goes on where it was. Raises what the bucket raises.
    """
    there = pictures.stored(FOLDER)
    missing = [drawn for drawn in (wanted_pictures() if wanted is None else wanted) if drawn.key not in there]
    names: list[Future[str]] = []
    with ThreadPoolExecutor(UPLOADS) as uploads, _drawn(missing) as files:
        for number, (drawn, made) in enumerate(zip(missing, files, strict=True), start=1):
            names.append(uploads.submit(pictures.store, FOLDER, drawn.key, made))
            if number % STEP == 0 or number == len(missing):
                say(f"{number} of {len(missing)} pictures drawn")
    return there | {drawn.key: name.result() for drawn, name in zip(missing, names, strict=True)}


@contextmanager
def _drawn(missing: list[Drawn]) -> Iterator[Iterator[pictures.Files]]:
    """The files of each picture, in order, drawn while they are asked for by as many processes as there are CPUs."""
    draw_one = partial(draw_files, widths=pictures.WIDTHS)
    processes = min(usable_cpus(), MOST_PROCESSES, len(missing))
    if processes < 2:
        yield map(draw_one, missing)
        return
    # Spawned, not forked: this process has connections and threads, and the others need none of its memory.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield pool.map(draw_one, [tuple(drawn) for drawn in missing], chunksize=4)


def usable_cpus() -> int:
    """Processors this process may run on, and its container's limit allows, rounded up."""
    processors = os.process_cpu_count() or 1
    try:
        quota, period = CPU_LIMIT.read_text().split()
    except (OSError, ValueError):
        return processors
    return processors if quota == "max" else min(processors, max(1, ceil(int(quota) / int(period))))
