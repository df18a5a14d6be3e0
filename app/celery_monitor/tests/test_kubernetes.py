"""The scale subresource, against an HTTPS server that answers as the Kubernetes API does (Q6)."""

import pytest

from celery_monitor.kubernetes import ATTEMPTS, ChangedMeanwhileError, NotInClusterError, ScaleApi, ScaleError


def test_reading_and_writing_the_number_of_pods(api, api_server):
    """It asks for the scale of that Deployment and sends a merge patch of the number, nothing else (Q6)."""
    seen = api.read("worker-email")
    after = api.write(seen, 5)

    assert (seen.replicas, seen.uid, after.replicas) == (3, "uid-1", 5)
    assert api_server.deployments["worker-email"].patches == [
        {"metadata": {"resourceVersion": seen.version}, "spec": {"replicas": 5}}
    ]
    path = "/apis/apps/v1/namespaces/shop/deployments/worker-email/scale"
    assert api_server.log == [("GET", path), ("PATCH", path)]


def test_no_pods_are_read_as_none(api, api_server):
    """The API leaves the field out where it is 0 (Q6)."""
    api_server.deployments["worker-email"].replicas = 0
    assert api.read("worker-email").replicas == 0


def test_a_replaced_token_is_read_anew(api, api_server):
    """The kubelet replaces the file about every hour; the next request already carries the new one (Q6)."""
    assert api.read("worker-email").replicas == 3
    api_server.tokens = {"second-token"}
    (api_server.account / "token").write_text("second-token\n")
    assert api.read("worker-email").replicas == 3


def test_a_token_replaced_in_this_very_moment_is_tried_once_more(api, api_server):
    """One 401 is not the end; two are (Q6)."""
    api_server.misbehaviour.statuses = [401]
    assert api.read("worker-email").replicas == 3
    api_server.tokens = set()
    with pytest.raises(ScaleError, match=r"401 Unauthorized\. Nothing was changed\. The pod's token is not accepted"):
        api.read("worker-email")


@pytest.mark.parametrize(
    ("status", "advice"),
    [(403, "Role `autoscaler`"), (404, "names a Deployment that does not exist"), (500, "next look tries again")],
)
def test_what_the_api_refuses_is_told(api, api_server, status, advice):
    """Where, what the API said, that nothing was changed, and what to do; for reading and for writing (Q6)."""
    seen = api.read("worker-email")
    for ask in (lambda: api.read("worker-email"), lambda: api.write(seen, 5)):
        api_server.misbehaviour.statuses = [status]
        with pytest.raises(ScaleError, match=rf"{status} told to misbehave\. Nothing was changed\..*{advice}"):
            ask()
    assert api_server.deployments["worker-email"].replicas == 3


def test_a_new_version_with_the_same_number_is_written_over(api, api_server):
    """The version changes whenever a pod becomes ready; that alone does not stop it (Q6)."""
    seen = api.read("worker-email")
    api_server.deployments["worker-email"].version += 7
    assert api.write(seen, 5).replicas == 5


def test_a_number_that_somebody_else_set_is_left(api, api_server):
    """What was decided on the old number must not undo the new one (Q6)."""
    seen = api.read("worker-email")
    api_server.deployments["worker-email"].replicas, api_server.deployments["worker-email"].version = 12, 101
    with pytest.raises(ChangedMeanwhileError, match="had 3 replicas when it was read, now 12"):
        api.write(seen, 5)
    assert api_server.deployments["worker-email"].replicas == 12


def test_endless_conflicts_are_given_up(api, api_server):
    """A Deployment that changes before every patch is left for the next look (Q6)."""

    def interfere(deployment):
        deployment.version += 1

    api_server.misbehaviour.before_patch = interfere
    with pytest.raises(ScaleError, match=f"{ATTEMPTS} attempts met a newer version each"):
        api.write(api.read("worker-email"), 5)
    assert sum(method == "PATCH" for method, _ in api_server.log) == ATTEMPTS


def test_an_api_that_does_not_answer_is_given_up(api_server, hang):
    """The deadline ends the wait (Q6)."""
    api_server.misbehaviour.hang = hang
    hasty = ScaleApi(api_server.url, "shop", api_server.account, timeout=(0.3, 0.3))
    with pytest.raises(ScaleError, match="ReadTimeout"):
        hasty.read("worker-email")


def test_an_api_that_is_away_is_told(api, api_server):
    """With what to look at (Q6)."""
    api_server.close()
    with pytest.raises(ScaleError, match=r"ConnectionError.*NetworkPolicy `autoscaler`"):
        api.read("worker-email")


def test_a_server_with_another_certificate_gets_no_token(api, api_server, tmp_path_factory):
    """Whoever stands in for the API server is not trusted (Q6, O5)."""
    from celery_monitor.tests.api_server import certificates

    other = tmp_path_factory.mktemp("other")
    certificates(other)
    (api_server.account / "ca.crt").write_bytes((other / "ca.crt").read_bytes())
    with pytest.raises(ScaleError, match="SSLError"):
        api.read("worker-email")
    assert api_server.log == []


def test_an_answer_that_is_no_scale_is_told(api, api_server):
    """A proxy's page in place of the API's answer (Q6)."""
    api_server.misbehaviour.statuses = [200]
    with pytest.raises(ScaleError, match="the answer is no Scale"):
        api.read("worker-email")


def test_the_api_of_this_pod_is_found(api_server, monkeypatch):
    """By the environment the kubelet sets and the mounted account (Q6)."""
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", str(api_server.port))
    assert ScaleApi.of_this_pod(api_server.account).read("worker-email").replicas == 3


def test_outside_a_cluster_it_says_so(monkeypatch, tmp_path):
    """A person who tries it at a desk reads what is missing (Q6)."""
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(NotInClusterError, match=r"KUBERNETES_SERVICE_HOST is not set and .*token does not exist"):
        ScaleApi.of_this_pod(tmp_path)
