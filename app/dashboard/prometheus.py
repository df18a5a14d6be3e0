"""A small client of Prometheus' HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/).

All questions of a page share one time limit. They are asked in a thread of their own, one after the other over one
connection: whatever hangs there, a name server, a connection or an answer that drips, the page does not wait for it.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import requests
import structlog
from django.conf import settings

from resilience.breaker import Breaker

log = structlog.get_logger(__name__)

#: seconds all questions of a page may take together, and a connection to be made
LIMIT_SECONDS, CONNECT_SECONDS = 2.0, 1.0
#: of one answer; what a page asks for is some 50 kB at most
ANSWER_BYTES = 1_000_000
PIECE_BYTES = 65_536
#: seconds between two looks at whether it is back
PROBE_SECONDS = 5.0
GONE, LATE = "Prometheus does not answer", "Prometheus did not answer in time"


class AnswerError(Exception):
    """An answer that cannot be used; the next question may do better."""


class GoneError(Exception):
    """Nobody answers."""


@dataclass(frozen=True, slots=True)
class Question:
    """Path below /api/v1/ and its parameters."""

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Answers:
    """What came back: `data` of each question that was answered, and why others were not. `gone`: why none comes."""

    data: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    gone: str = ""


def ask(questions: Mapping[str, Question]) -> Answers:
    """Ask all, within LIMIT_SECONDS. Never raises: what is missing is said in the answers."""
    url = settings.PROMETHEUS_URL
    if not url:
        return Answers(gone="this deployment has no Prometheus that the dashboard may ask")
    breaker = _breaker(url)
    if breaker.is_open:
        return Answers(gone=GONE)
    found: dict[str, Any] = {}
    failed: list[Exception] = []
    deadline = time.monotonic() + LIMIT_SECONDS
    thread = threading.Thread(
        target=_ask_all, args=(url, questions, deadline, found, failed), name="dashboard", daemon=True
    )
    thread.start()
    thread.join(LIMIT_SECONDS)
    # A copy: a thread that was given up may still write.
    answers = _sorted(dict(found))
    missing = questions.keys() - answers.data.keys() - answers.problems.keys()
    if missing and not found:
        breaker.trip(failed[0] if failed else TimeoutError(f"no answer within {LIMIT_SECONDS} s"))
        answers.gone = GONE
    # It is there and busy: what it has answered is shown.
    answers.problems |= dict.fromkeys(missing, LATE)
    return answers


def _sorted(found: dict[str, Any]) -> Answers:
    problems = {key: str(value) for key, value in found.items() if isinstance(value, AnswerError)}
    return Answers({key: value for key, value in found.items() if key not in problems}, problems)


def _ask_all(
    url: str, questions: Mapping[str, Question], deadline: float, found: dict[str, Any], failed: list[Exception]
) -> None:
    with _session() as session:
        for key, question in questions.items():
            try:
                found[key] = _ask(session, url, question, deadline)
            except AnswerError as error:
                log.info("question to Prometheus failed", question=key, reason=str(error))
                found[key] = error
            except (GoneError, requests.RequestException, OSError) as error:
                failed.append(error)
                return


def _ask(session: requests.Session, url: str, question: Question, deadline: float) -> Any:
    left = deadline - time.monotonic()
    if left <= 0:
        raise GoneError("the time for all questions is over")
    # Prometheus takes whole numbers only in a duration.
    limit = {"timeout": f"{max(1, int(left * 1000))}ms"} if "query" in question.parameters else {}
    with session.get(
        f"{url.rstrip('/')}/api/v1/{question.path}",
        params={**question.parameters, **limit},
        timeout=(min(CONNECT_SECONDS, left), left),
        allow_redirects=False,
        stream=True,
    ) as answer:
        return _data(answer.status_code, _body(answer, deadline))


def _body(answer: requests.Response, deadline: float) -> bytes:
    body = bytearray()
    while piece := answer.raw.read1(PIECE_BYTES):
        body += piece
        if len(body) > ANSWER_BYTES:
            raise AnswerError(f"Prometheus' answer is longer than {ANSWER_BYTES / 1e6:g} MB")
        if time.monotonic() > deadline:
            raise GoneError("the answer drips")
    return bytes(body)


def _data(status: int, body: bytes) -> Any:
    try:
        answer = json.loads(body)
        good, data = answer["status"] == "success", answer.get("data")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise AnswerError(f"Prometheus answered {status} with something that is no answer of its API") from None
    if not good or data is None:
        raise AnswerError(f"Prometheus answered {status}: {str(answer.get('error', 'no reason'))[:200]}")
    return data


def _session() -> requests.Session:
    session = requests.Session()
    # Neither proxies nor passwords of the environment. Uncompressed, so that the bound on its length is one.
    session.trust_env = False
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "identity"})
    return session


@lru_cache(maxsize=4)
def _breaker(url: str) -> Breaker:
    """One a process and address."""

    def probe() -> None:
        with _session() as session:
            limits = (CONNECT_SECONDS, LIMIT_SECONDS)
            with session.get(
                f"{url.rstrip('/')}/-/ready", timeout=limits, allow_redirects=False, stream=True
            ) as answer:
                answer.raise_for_status()

    return Breaker("prometheus", probe, interval=PROBE_SECONDS)
