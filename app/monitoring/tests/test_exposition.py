"""Metrics on a port of their own, right for all processes of a pod (M1)."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitoring import exposition as expositions
from monitoring.exposition import Exposition, serve_metrics
from monitoring.metric_files import Folder
from testing.waiting import wait_until

APP = Path(__file__).resolve().parents[2]

AS_THE_EDGE = {"Host": "shop.example.com", "X-Forwarded-Proto": "https"}
#: counts in a process of its own, since the library decides at its import whether it writes files
COUNT = """
import sys
from prometheus_client import Counter, Gauge, Histogram
Counter('done_total', 'x', ['task']).labels('a').inc(int(sys.argv[1]))
Histogram('took', 'x', buckets=(1.0, 5.0)).observe(int(sys.argv[1]))
Gauge('busy', 'x', multiprocess_mode='livesum').set(1)
Gauge('seen', 'x', multiprocess_mode='mostrecent').set(int(sys.argv[1]))
print(__import__('os').getpid())
"""


def samples(text):
    """Name and labels to value."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def fetch(port, path="/metrics"):
    """Body of an answer."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=AS_THE_EDGE)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - a URL of this test
        return answer.read().decode()


@pytest.fixture
def exposition():
    """One that answers."""
    server = Exposition(0)
    server.start()
    yield server
    server.shutdown()
    server.server_close()


def count(folder, number):
    """A process that counts `number` in the folder, and ends; its id."""
    ran = subprocess.run(
        [sys.executable, "-c", COUNT, str(number)],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(ran.stdout)


def values(folder):
    """What a scrape shows."""
    return {(s.name, *sorted(s.labels.values())): s.value for metric in folder.collect() for s in metric.samples}


def test_counters_of_ended_processes_stay_and_their_files_go(tmp_path):
    """Three processes count and end: the sums are all there, in one file a kind, whoever comes after."""
    folder = Folder(tmp_path)
    for number in (1, 2, 4):
        count(tmp_path, number)
    for _ in range(2):
        seen = values(folder)
        assert seen["done_total", "a"] == 7
        assert seen[("took_sum",)] == 7
        assert (seen["took_bucket", "1.0"], seen["took_bucket", "5.0"], seen["took_bucket", "+Inf"]) == (1, 3, 3)
        assert seen[("seen",)] == 4
        assert ("busy",) not in seen
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "counter_0.db", "gauge_mostrecent_0.db", "histogram_0.db",
    ]  # fmt: skip
    count(tmp_path, 8)
    assert values(folder)["done_total", "a"] == 15


def test_a_living_process_keeps_its_files_and_its_gauges(tmp_path):
    """Only what has ended is put away."""
    pid = count(tmp_path, 1)
    folder = Folder(tmp_path, is_alive=lambda asked: asked == pid)
    assert values(folder)[("busy",)] == 1
    assert (tmp_path / f"counter_{pid}.db").exists()


def test_a_file_that_is_just_being_made_spoils_no_scrape(tmp_path):
    """It has no size for a moment; the process it belongs to is then seen the next time."""
    pid = count(tmp_path, 1)
    (tmp_path / "counter_999999.db").touch()
    assert values(Folder(tmp_path, is_alive=lambda asked: asked == pid))["done_total", "a"] == 1


def test_metrics_are_on_their_port_and_nothing_else_is(exposition):
    """/metrics is there, with the container's figures; other paths are not."""
    shown = samples(fetch(exposition.server_port))
    assert shown[("shop_container_disk_limit_bytes",)] >= shown[("shop_container_disk_bytes",)] > 0
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(exposition.server_port, "/")


def test_a_client_that_says_nothing_keeps_no_other_waiting(exposition):
    """Connections are answered side by side."""
    with socket.create_connection(("127.0.0.1", exposition.server_port)):
        assert "shop_container" in fetch(exposition.server_port)


def test_a_child_does_not_keep_the_port(exposition):
    """A child that outlives its parent would keep the next pod process from listening."""
    child = os.fork()
    if child == 0:
        try:
            exposition.socket.getsockname()
        except OSError:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_port_that_is_taken_stops_nobody(settings, exposition):
    """The process goes on without metrics; 0 asks for none."""
    settings.METRICS_PORT = exposition.server_port
    assert serve_metrics() is None
    settings.METRICS_PORT = 0
    assert serve_metrics() is None


def test_a_scrape_that_fails_is_an_error_to_prometheus_and_the_next_one_is_tried(exposition, monkeypatch):
    """A target that is down is seen; a page without metrics would look like a reset."""

    def fail(_):
        raise OSError("no folder")

    with monkeypatch.context() as patched:
        patched.setattr(expositions, "generate_latest", fail)
        with pytest.raises(urllib.error.HTTPError, match="500"):
            fetch(exposition.server_port)
    assert "shop_container" in fetch(exposition.server_port)


def free_port():
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path):
    """The answer, or what went wrong: for wait_until."""
    try:
        return fetch(port, path)
    except OSError as error:
        return error


@pytest.mark.django_db
def test_the_web_server_shows_all_its_processes_and_has_no_metrics_on_its_own_port():
    """gunicorn, two processes, the production configuration: requests are added up wherever they were answered."""
    web, metrics = free_port(), free_port()
    environment = {
        **os.environ, "WEB_PORT": str(web), "METRICS_PORT": str(metrics), "WEB_PROCESSES": "2",
        "WEB_GRACEFUL_TIMEOUT_SECONDS": "2", "WEB_MAX_REQUESTS": "0", "WEB_KEEPALIVE_SECONDS": "1",
        "DATABASE_POOL_MIN_SIZE": "0",
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "config.asgi:application", "-c", "config/gunicorn.py"],
        cwd=APP, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(lambda: ask(web, "/livez"), lambda seen: seen == "alive\n", seconds=60)
        for _ in range(12):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                fetch(web, "/metrics")
        shown = samples(fetch(metrics))
        answers = {key: value for key, value in shown.items() if key[0] == "shop_requests_total"}
        assert answers == {("shop_requests_total", "4xx", "GET", "none", "unmatched"): 12}
    finally:
        server.terminate()
        server.wait(30)
