"""Whatever goes wrong below /api/, the answer is a problem document that says where and how to go on (O5)."""

from django.test import Client

from api.problems import MEDIA_TYPE, Problem
from api.tests.conftest import EDGE


def problem(answer, status, name):
    """The document of an answer that has to be this problem."""
    assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA_TYPE), answer.content
    document = answer.json()
    assert document["type"] == f"/api/v1/docs#{name}"
    assert document["status"] == status
    assert document["request_id"] == answer["X-Request-ID"]
    assert "public" not in answer["Cache-Control"]
    return document


def test_an_unknown_path_is_a_problem_and_no_redirect(site):
    """Neither a page for people nor a slash."""
    for path in ("/api/", "/api/v1", "/api/v1/nothing", "/api/v1/", "/api/v2/products"):
        document = problem(site.get(path), 404, "not-found")
        assert document["instance"].startswith("/api/")


def test_an_unknown_product_is_a_problem_and_stays_unknown_to_caches(shop, site):
    """Asked twice: a kept 404 would hide a product that is published next."""
    for _ in ("cold", "again"):
        assert problem(site.get("/api/v1/products/nope"), 404, "not-found")["detail"] == "There is no such product."


def test_a_method_that_is_not_there_names_those_that_are(shop, site):
    """405 with Allow."""
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = site.generic(method, "/api/v1/products/spade")
        problem(answer, 405, "method-not-allowed")
        assert set(answer["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}


def test_a_refused_host_is_a_problem(site):
    """What a middleware refuses before any view looks the same."""
    problem(site.get("/api/v1/me", headers={"Host": "evil.example.net"}), 400, "unreadable")


def test_a_failure_is_a_problem_that_tells_nothing(shop, monkeypatch):
    """500 with a request id; the exception is for the log."""
    monkeypatch.setattr("api.v1.catalogue.product_facts", lambda slug: 1 / 0)
    client = Client(raise_request_exception=False, **EDGE)
    answer = client.get("/api/v1/products/spade")
    document = problem(answer, 500, "internal")
    assert "division" not in answer.content.decode()
    assert document["detail"] == Problem.INTERNAL.value.advice


def test_unknown_and_repeated_parameters_are_refused_by_name(shop, site):
    """A misspelt filter would select everything."""
    document = problem(site.get("/api/v1/products/spade?colour=red"), 422, "invalid")
    assert [(error["parameter"], error["in"], error["code"]) for error in document["errors"]] == [
        ("colour", "query", "unknown")
    ]


def test_a_malformed_path_parameter_is_named(shop, site):
    """A slug that is too long to be one."""
    document = problem(site.get(f"/api/v1/products/{'x' * 181}"), 422, "invalid")
    assert [(error["parameter"], error["in"]) for error in document["errors"]] == [("slug", "path")]


def test_a_body_nobody_expects_is_refused(shop, site):
    """A GET with a body is a mistake, or an attempt to be read differently by two servers."""
    problem(site.generic("GET", "/api/v1/products/spade", "{}", "application/json"), 422, "invalid")


def test_a_body_beyond_the_limit_is_refused_whatever_its_length_says(shop, site):
    """413 from the bytes themselves."""
    problem(site.generic("GET", "/api/v1/products/spade", b"x" * 65_537), 413, "too-large")
