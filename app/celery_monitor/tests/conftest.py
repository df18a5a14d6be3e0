"""Fixtures: the API, rules, and the broker's Redis."""

import threading

import pytest

from celery_monitor import broker
from celery_monitor.kubernetes import ScaleApi
from celery_monitor.tests.api_server import NAMESPACE, Api, Deployment
from config.settings.scaling import ScalingRules


@pytest.fixture
def api_server(tmp_path):
    """The API with one Deployment of 3 pods; whatever hangs in it is released at the end."""
    server = Api(tmp_path)
    server.deployments["worker-email"] = Deployment(replicas=3)
    yield server
    if server.misbehaviour.hang is not None:
        server.misbehaviour.hang.set()
    server.close()


@pytest.fixture
def api(api_server):
    """Its client, with a patience of two seconds."""
    return ScaleApi(api_server.url, NAMESPACE, api_server.account, timeout=(2, 2))


@pytest.fixture
def rules():
    """Small numbers: above 5 two more, below 2 one less after two calm looks, 1 to 9, without pauses."""
    return ScalingRules(
        deployment="worker-email", start=3, min=1, max=9, scale_up_above=5, scale_up_by=2, scale_down_below=2,
        scale_down_by=1, calm_looks=2, up_pause_seconds=0, down_pause_seconds=0,
    )  # fmt: skip


@pytest.fixture
def redis_client():
    """The client that the monitor itself uses."""
    return broker.client()


@pytest.fixture
def hang():
    """An event that keeps the API from answering until it is set."""
    return threading.Event()
