"""Who may say what to Redis: TLS only, no default user, and an app user without administration (C2, O5)."""

from __future__ import annotations

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.redis import PASSWORDS, addresses, asking, refused
from topology import Topology
from topology.model.vocabulary import Role

FORBIDDEN = (
    "CONFIG SET maxmemory 1", "FLUSHALL", "FLUSHDB", "KEYS *", "ACL LIST", "SHUTDOWN NOSAVE", "DEBUG SLEEP 0",
    "MONITOR", "REPLICAOF NO ONE", "SAVE", "CLIENT KILL ID 1", "MODULE LIST", "MIGRATE x 1 k 0 1",
)  # fmt: skip
NO_PERMISSION = "no permission"


def test_every_server_refuses_plaintext(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """An unencrypted PING gets no PONG: there is no port that speaks clear text (C2, O5)."""
    heard = kube.inside("plain_text.py", *addresses(topology, redis_role))

    assert not [address for address, answer in heard.items() if "PONG" in answer], heard


def test_tls_and_the_password_open_the_door(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """The same servers answer an encrypted client with the right password, whose name and chain verify (C2)."""
    secret = PASSWORDS[redis_role]
    answers = kube.inside(
        "redis_ask.py", *(asking(a, "PING", password=secret) for a in addresses(topology, redis_role))
    )

    assert answers == [[{"value": True}]] * len(addresses(topology, redis_role))


def test_nobody_gets_in_without_a_password(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """The default user is off: without authentication not even PING is answered (O5)."""
    answers = kube.inside("redis_ask.py", *(asking(a, "PING", "GET x") for a in addresses(topology, redis_role)))

    assert all(refused(answer, because="uthentication required") for server in answers for answer in server), answers


def test_the_default_user_has_no_password_either(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """Logging in as `default` fails with the app's own password (O5)."""
    secret = PASSWORDS[redis_role]
    questions = [asking(a, "PING", password=secret, user="default") for a in addresses(topology, redis_role)]
    answers = kube.inside("redis_ask.py", *questions)

    assert all(refused(answer, because="invalid username-password pair") for server in answers for answer in server), (
        answers
    )


def test_one_roles_password_opens_no_other(kube: Kube, topology: Topology, redis_role: Role) -> None:
    """Each role has a password of its own: a leaked cache password does not open the broker (C2, O5)."""
    others = [secret for role, secret in PASSWORDS.items() if role is not redis_role]
    (address, *_) = addresses(topology, redis_role)
    answers = kube.inside("redis_ask.py", *(asking(address, "PING", password=secret) for secret in others))

    assert all(refused(answer, because="invalid username-password pair") for server in answers for answer in server), (
        answers
    )


@pytest.mark.parametrize("command", FORBIDDEN, ids=lambda command: command.split()[0].lower())
def test_the_app_may_not_administer(kube: Kube, topology: Topology, command: str) -> None:
    """The app's user can neither empty, reconfigure, stop nor list a server: NOPERM on each role (O5)."""
    servers = [(addresses(topology, role)[0], secret) for role, secret in PASSWORDS.items()]
    answers = kube.inside("redis_ask.py", *(asking(address, command, password=secret) for address, secret in servers))

    # DEBUG is switched off for everybody, which is answered before rights are asked for.
    reasons = (NO_PERMISSION, "command not allowed")
    assert all(any(refused(a, because=r) for r in reasons) for server in answers for a in server), answers
