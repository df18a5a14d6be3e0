"""Secrets stay secret on their way through Pulumi."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recording import Recording, Secret

from topology.render.app_environment import SECRET_FILES

# Values in Secrets that everyone may know: names of roles and public halves of certificates.
PUBLIC_KEYS = {"username", "tls.crt"}


def strings(value: Any, *, secret: bool = False) -> Iterator[tuple[bool, str]]:
    """Every text in a resource's inputs, and whether Pulumi was told it is secret."""
    if isinstance(value, Secret):
        yield from strings(value.value, secret=True)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item, secret=secret)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, secret=secret)
    elif isinstance(value, str):
        yield secret, value


def secret_values(stack: Recording) -> set[str]:
    """Every password, key and private key of the stack, in plain text."""
    files = [stack.secret(name) for name in stack.of_kind("Secret")]
    found = {text for data in files for key, text in data.items() if key not in PUBLIC_KEYS}
    found |= {r.state[key] for r in stack.resources.values() for key in generated(r.urn)}
    assert len(found) > len(SECRET_FILES)
    return found


def generated(urn: str) -> list[str]:
    """The secret outputs of a generator; the authority's key is in no Secret at all."""
    kind = urn.split("::")[-2].rsplit(":", 1)[-1]
    secret_outputs = {
        "RandomSecret": "value",
        "ServerCertificate": "private_key",
        "CertificateAuthority": "private_key",
    }
    return [secret_outputs[kind]] if kind in secret_outputs else []


def test_every_secret_is_marked(stack: Recording) -> None:
    """Pulumi encrypts in the state what it knows to be secret, and prints `[secret]` for it."""
    names = stack.of_kind("Secret")

    assert len(names) > 10
    for name in names:
        assert stack.secret(name), name


def test_no_secret_appears_unmarked_anywhere(stack: Recording) -> None:
    """Not in an environment, a ConfigMap, an argument, an annotation, nor in an export."""
    known = secret_values(stack)
    open_texts = [text for r in stack.registered for secret, text in strings(r.inputs) if not secret]
    open_texts += [text for secret, text in strings(stack.exports) if not secret]

    assert len(open_texts) > 1000
    leaks = [text for text in open_texts if any(value in text for value in known)]
    assert leaks == []


def test_generated_values_are_secret_outputs(stack: Recording) -> None:
    """The state holds the output of the generator too."""
    for resource in stack.registered:
        if resource.type.endswith(":RandomSecret"):
            assert resource.secret_outputs == ("value",), resource.urn
        if resource.type.endswith(("Certificate", "CertificateAuthority")):
            assert resource.secret_outputs == ("private_key",), resource.urn


def test_the_kubeconfig_is_secret(stack: Recording) -> None:
    """It holds a private key, and the provider is a resource in the state like others."""
    (provider,) = [r for r in stack.registered if r.type == "pulumi:providers:kubernetes"]

    assert isinstance(provider.inputs["kubeconfig"], Secret)


def test_app_and_migration_mount_the_same_files(stack: Recording) -> None:
    """The app's settings ask for the same keys everywhere; only the database password is another role's."""
    app, migrate = stack.secret("app-secrets"), stack.secret("migrate-secrets")

    assert set(app) == set(migrate) == set(SECRET_FILES)
    assert [key for key in app if app[key] != migrate[key]] == ["database_password"]
    assert migrate["database_password"] == stack.secret("postgres-owner")["password"]
    assert app["database_password"] == stack.secret("postgres-app")["password"]


def test_no_two_secrets_are_equal(stack: Recording) -> None:
    """Each password opens one door."""
    values = list(stack.secret("app-secrets").values())

    assert len(set(values)) == len(values)
    assert all(len(value) >= 40 for value in values), "a secret is shorter than 30 random bytes"
