"""Certificates of the servers the app connects to are watched, by real handshakes (M2, M3)."""

import time
from contextlib import ExitStack

import pytest
from django.db import connections
from django_redis import get_redis_connection

from databases.routing import ANALYTICS, PRIMARY, REPLICA
from monitoring.models import Finding, Kind
from monitoring.watch import watch
from monitoring.watches import certificates, system
from testing.tls import Authority, serving


@pytest.fixture
def show(monkeypatch, tmp_path):
    """Have the app's one server show a certificate: `show(days=…)`; returns the monitor's look."""
    with ExitStack() as stack:

        def look(*, days, authority_days=3650, measure="certificate_days", before=None):
            authority = Authority(tmp_path, days=authority_days)
            pair = authority.server("server", days=days)
            port = stack.enter_context(serving(pair, postgres=measure.startswith("database")))
            server = certificates.Server("it", "127.0.0.1", port, str(authority.file), measure)
            monkeypatch.setattr(certificates, "servers", lambda: iter([server]))
            return certificates.look({"certificates": before or {}})

        yield look


@pytest.mark.parametrize(
    ("measure", "days", "level"),
    [
        ("certificate_days", 22, None),
        ("certificate_days", 20, "warning"),
        ("certificate_days", 6, "critical"),
        # The operator renews these by itself, a week before the end: until then nothing is wrong.
        ("database_certificate_days", 6.5, None),
        ("database_certificate_days", 5.5, "warning"),
        ("database_certificate_days", 1.5, "critical"),
    ],
)
def test_what_ends_soon_is_found_in_time(show, measure, days, level):
    """Three weeks before the end, as the alert CertificateExpires; with Postgres' own way to TLS as well."""
    seen = show(days=days, measure=measure)
    assert [found.level for found in seen.found] == ([level] if level else [])
    assert [found.runbook for found in seen.found] == (["certificate-expiry"] if level else [])
    assert abs(seen.data["certificates"]["it"]["ends"] - time.time() - days * 86_400) < 60


def test_the_authoritys_end_counts_as_well(show):
    """A server's certificate is worth nothing after its authority's."""
    (found,) = show(days=80, authority_days=10).found
    assert "CN=authority" in found.what
    assert 9 < found.measured <= 10


def test_one_that_has_ended_is_critical_and_says_why(show):
    """The app refuses it too."""
    (found,) = show(days=-1).found
    assert (found.level, found.runbook) == ("critical", "certificate-expiry")
    assert "certificate has expired" in found.what


def test_a_foreign_authority_is_said_too(show, tmp_path, monkeypatch):
    """A server that shows another chain than the mounted authority's."""
    show(days=80)
    (server,) = certificates.servers()
    (tmp_path / "other").mkdir()
    foreign = Authority(tmp_path / "other").file
    changed = certificates.Server(server.name, server.host, server.port, str(foreign), server.measure)
    monkeypatch.setattr(certificates, "servers", lambda: iter([changed]))
    assert ["is refused" in found.what for found in certificates.look({}).found] == [True]


def test_a_server_that_is_away_keeps_what_was_known(show, monkeypatch):
    """An outage neither opens this finding nor ends it."""
    known = show(days=5).data["certificates"]
    known["it"]["at"] -= certificates.EVERY_SECONDS
    nowhere = certificates.Server("it", "127.0.0.1", 1, str(next(certificates.servers()).ca_file), "certificate_days")
    monkeypatch.setattr(certificates, "servers", lambda: iter([nowhere]))
    assert [found.level for found in certificates.look({"certificates": known}).found] == ["critical"]
    assert certificates.look({}).found == []


def test_a_handshake_is_made_every_ten_minutes_and_a_renewal_ends_the_finding(show):
    """What was seen lately is not asked again; afterwards the new certificate counts."""
    first = show(days=5).data["certificates"]
    assert show(days=80, before=first).data["certificates"] == first
    first["it"]["at"] -= certificates.EVERY_SECONDS
    assert show(days=80, before=first).found == []


def test_all_servers_with_tls_are_watched_by_the_authorities_of_their_clients(monkeypatch):
    """Three databases and every Redis, from the clients' own settings; without TLS nothing is."""
    assert list(certificates.servers()) == []
    for alias in (PRIMARY, REPLICA, ANALYTICS):
        monkeypatch.setitem(connections[alias].settings_dict["OPTIONS"], "sslrootcert", "/db/ca.crt")
    client = get_redis_connection("long_term")
    monkeypatch.setitem(client.connection_pool.connection_kwargs, "ssl_ca_certs", "/redis/ca.crt")
    watched = {server.name: (server.ca_file, server.speaks_postgres) for server in certificates.servers()}
    assert watched == {f"database {alias}": ("/db/ca.crt", True) for alias in (PRIMARY, REPLICA, ANALYTICS)} | {
        "Redis long-term": ("/redis/ca.crt", False)
    }


@pytest.mark.django_db
def test_the_system_monitor_opens_and_closes_the_finding(show, settings):
    """It is a row with its runbook, and over after the renewal."""
    show(days=20)
    watch(Kind.SYSTEM)
    assert Finding.objects.get(closed_at=None).key == "system:certificate:it"
    show(days=80)
    settings.MONITOR_THRESHOLDS = {**settings.MONITOR_THRESHOLDS, "certificate_days": (1, 0)}
    watch(Kind.SYSTEM)
    assert not Finding.objects.filter(closed_at=None).exists()
    assert "certificates" in system.look({}).data
