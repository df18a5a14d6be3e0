"""The types of the environment's values accept what they promise and nothing else, whatever arrives (W2)."""

from typing import Annotated
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.settings.env_types import Address, Origin, csv

address, origin = TypeAdapter(Address), TypeAdapter(Origin)
numbers = TypeAdapter(Annotated[tuple[int, ...], csv()])

labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
names = st.lists(labels, min_size=1, max_size=4).map(".".join)
hosts = names | st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map(lambda ip: f"[{ip}]")
ports = st.integers(1, 65_535)


@given(hosts, ports)
def test_every_host_and_port_is_an_address(host, port):
    """Names, IPv4 and bracketed IPv6; spaces around it and leading zeroes go."""
    assert address.validate_python(f" {host}:{port:05d} ") == f"{host}:{port}"


@given(st.text() | st.builds(str.__add__, hosts, st.text(max_size=8)))
def test_any_text_is_an_address_in_one_spelling_or_refused(text):
    """Nothing but a validation error comes out of it, and what is accepted is its own canonical form (W2)."""
    try:
        accepted = address.validate_python(text)
    except ValidationError as error:
        assert "host:port" in str(error)  # noqa: PT017 - either outcome is right, each for its own texts
        return
    assert address.validate_python(accepted) == accepted
    host, _, port = accepted.rpartition(":")
    assert host
    assert not set(host) & set(" /@,")
    assert 0 < int(port) <= 65_535


@given(st.sampled_from(["http", "https"]), hosts, st.none() | ports, st.sampled_from(["", "/"]))
def test_every_scheme_host_and_port_is_an_origin(scheme, host, port, slash):
    """With or without a port; the slash goes."""
    wanted = f"{scheme}://{host}" + (f":{port}" if port else "")
    assert origin.validate_python(wanted + slash) == wanted


@given(st.text() | st.builds("https://{}{}".format, hosts, st.text(max_size=8)))
def test_any_text_is_an_origin_or_refused(text):
    """What is accepted has a scheme and a host and nothing more: no user, path, query, or port that cannot be (W2)."""
    try:
        accepted = origin.validate_python(text)
    except ValidationError as error:
        assert "not an origin" in str(error)  # noqa: PT017 - either outcome is right, each for its own texts
        return
    parts = urlsplit(accepted)
    assert parts.hostname
    assert (parts.port or 1) > 0
    assert (parts.username, parts.path, parts.query, parts.fragment) == (None, "", "", "")


@pytest.mark.parametrize(
    "text",
    [
        "shop.example.com",
        "ftp://shop.example.com",
        "https://",
        "https://user:secret@shop.example.com",
        "https://shop.example.com?x=1",
        "https://shop.example.com/#top",
        "https://shop.example.com/path",
        "https://shop.example.com:0",
        "https://shop.example.com:65536",
        "https://shop example.com",
        "https://shop.example.com\n",
        "https://[::1",
    ],
)
def test_what_is_more_or_less_than_an_origin_is_refused(text):
    """SITE_ORIGIN ends up in links, CSRF's list of trusted origins and the Host header of purges."""
    with pytest.raises(ValidationError, match="not an origin"):
        origin.validate_python(text)


@given(st.lists(st.integers()))
def test_a_list_is_split_at_commas(values):
    """Spaces and empty parts do not count."""
    assert numbers.validate_python(" , ".join(map(str, values)) + ",") == tuple(values)
