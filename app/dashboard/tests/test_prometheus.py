"""The client of Prometheus, against servers that behave in every way (M6)."""

import json
import threading
import time

import pytest

from dashboard.prometheus import ANSWER_BYTES, GONE, LATE, LIMIT_SECONDS, Question, ask
from testing.prometheus import PrometheusServer, send, send_json
from testing.waiting import wait_until

UP = Question("query_range", {"query": "up", "start": "0", "end": "30", "step": "15"})
#: seconds more than the limit that a loaded machine may need to say so
PATIENCE = 4.0
#: for servers that are slow
NEVER = threading.Event()


def test_without_an_address_nothing_is_asked(settings):
    """A stack without Prometheus says so at once (M6)."""
    settings.PROMETHEUS_URL = ""

    answers = ask({"up": UP})

    assert (answers.data, answers.problems) == ({}, {})
    assert "no Prometheus" in answers.gone


def test_answers_come_by_name(prometheus):
    """Each question gets its own data, and a time limit goes along with it (M6)."""
    prometheus.lines = {"^up$": {"job=web": lambda at: at}}

    answers = ask({"up": UP, "down": Question("query_range", UP.parameters | {"query": "down"})})

    assert answers.gone == ""
    assert answers.data["up"]["result"][0]["values"] == [[0.0, "0.0"], [15.0, "15.0"], [30.0, "30.0"]]
    assert answers.data["down"]["result"] == []
    assert 0 < int(prometheus.asked[0][1]["timeout"].removesuffix("ms")) <= LIMIT_SECONDS * 1000


BAD = {
    "refused": lambda it: send_json(
        it, {"status": "error", "errorType": "bad_data", "error": "parse error"}, status=400
    ),
    "garbage": lambda it: send(it, b"\xff\xfe<html>"),
    "a list": lambda it: send_json(it, [1, 2]),
    "no data": lambda it: send_json(it, {"status": "success"}),
    "deep": lambda it: send(it, b"[" * 200_000),
    "huge": lambda it: send(it, b'{"status":"' + b"x" * (2 * ANSWER_BYTES) + b'"}'),
    "long number": lambda it: send(it, b'{"status":' + b"9" * 10_000 + b"}"),
    "redirect": lambda it: send(it, b"", status=302),
}


@pytest.mark.parametrize("kind", BAD)
def test_an_answer_that_is_none_is_a_problem_of_its_question_only(prometheus, kind):
    """What is refused, malformed, too deep or too long is said, and the next question is asked all the same (M6)."""
    bad = BAD[kind]

    def answer(handler):
        if "query=bad" in handler.path:
            bad(handler)
        else:
            send_json(handler, {"status": "success", "data": {"resultType": "matrix", "result": []}})

    prometheus.answer = answer
    answers = ask({"bad": Question("query_range", {"query": "bad"}), "up": UP})

    assert answers.gone == ""
    assert set(answers.problems) == {"bad"}
    assert answers.problems["bad"]
    assert answers.data["up"]["result"] == []


def drip(handler):
    """A byte now and then, without end."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        NEVER.wait(0.1)


def head_drip(handler):
    """A head that does not end."""
    for _ in range(100):
        handler.wfile.write(b"H")
        NEVER.wait(0.1)


@pytest.mark.parametrize("slow", [drip, head_drip], ids=["body", "head"])
def test_an_answer_that_drips_is_not_waited_for(prometheus, slow):
    """All questions together take the limit once; after it nobody asks until it is back (M6)."""
    prometheus.answer = slow
    began = time.monotonic()

    answers = ask({str(number): UP for number in range(10)})

    assert time.monotonic() - began < LIMIT_SECONDS + PATIENCE
    assert (answers.data, answers.gone) == ({}, GONE)
    asked = len([path for path, _ in prometheus.asked if "query_range" in path])
    assert ask({"up": UP}).gone == GONE
    assert len([path for path, _ in prometheus.asked if "query_range" in path]) == asked


def test_what_a_busy_server_has_answered_is_shown(prometheus):
    """One question that takes too long costs itself and what comes after it, not what came before (M6)."""
    release = threading.Event()

    def answer(handler):
        if "query=slow" in handler.path:
            release.wait(10)
        send_json(handler, {"status": "success", "data": {"resultType": "matrix", "result": []}})

    prometheus.answer = answer
    answers = ask({"up": UP, "slow": Question("query_range", {"query": "slow"}), "late": UP})
    release.set()

    assert (set(answers.data), answers.gone) == ({"up"}, "")
    assert answers.problems == {"slow": LATE, "late": LATE}


def test_it_is_asked_again_when_it_is_back(settings, monkeypatch):
    """A server that is started anew is found by the probe, without a visitor's waiting for it (M6)."""
    monkeypatch.setattr("dashboard.prometheus.PROBE_SECONDS", 0.1)
    first = PrometheusServer()
    port, settings.PROMETHEUS_URL = first.server_port, first.url
    first.shutdown()
    first.server_close()
    assert ask({"up": UP}).gone == GONE

    again = PrometheusServer(port)
    wait_until(lambda: ask({"up": UP}), lambda answers: not answers.gone)
    again.shutdown()
    again.server_close()

    assert json.dumps(again.asked)
