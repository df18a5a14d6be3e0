"""`cached_function`: by its arguments, in the cache of its temperature, and never of secrets (C4, O5)."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.cache import caches
from hypothesis import given
from hypothesis import strategies as st

from caching import functions, generations
from caching.arguments import digest
from caching.functions import cached_function
from caching.layers import Layer
from caching.temperature import Temperature
from catalogue.models import ProductStatus


@pytest.fixture(autouse=True)
def no_kinds_taken(monkeypatch):
    """Each test may define functions of the same names."""
    monkeypatch.setattr(functions, "_kinds", {})


def counted(temperature=Temperature.WARM, *, tags=("tag",), **options):
    """A cached function of one argument that counts its builds."""
    built = []

    @cached_function(temperature, tags=tags, kind="test.counted", **options)
    def function(argument=None):
        built.append(argument)
        return {"n": len(built)}

    return function, built


def test_the_guides_temperatures_are_in_the_one_table():
    """hot 60 s and warm 300 s on the shards, cold 3,600 s on the long-term Redis, session 86,400 s (C4)."""
    assert {each.value: (each.seconds, each.alias) for each in Temperature} == {
        "hot": (60, "default"),
        "warm": (300, "default"),
        "cold": (3600, "long_term"),
        "session": (86400, "sessions"),
    }


@pytest.mark.parametrize("temperature", Temperature)
def test_a_value_lies_where_its_temperature_says(redis_server, temperature):
    """Under that cache's prefix, for twice its lifetime less the jitter (C4)."""
    function, _ = counted(temperature)
    function()
    (key,) = redis_server.scan_iter("*{test.counted:*")
    assert key.decode().startswith(caches[temperature.alias].key_prefix + ":")
    assert 1.8 * temperature.seconds <= redis_server.pttl(key) / 1000 <= 2 * temperature.seconds


def test_it_is_built_once_for_equal_arguments():
    """Positional, named and default arguments are the same call (C4)."""
    function, built = counted()
    assert function() == function(None) == function(argument=None) == {"n": 1}
    assert function(1) == {"n": 2}
    assert built == [None, 1]
    assert function.answer(1).layer in (Layer.REDIS, Layer.PROCESS)
    assert function.__wrapped__(1) == {"n": 3}


@pytest.mark.django_db
def test_its_tags_forget_it():
    """A tag may depend on the arguments; other calls stay (C4, C7)."""
    function, built = counted(tags=lambda argument: [f"category:{argument}"])
    function("kitchen")
    function("garden")
    generations.bump(["category:kitchen"])
    function("kitchen")
    function("garden")
    assert built == ["kitchen", "garden", "kitchen"]


def test_a_value_without_tags_needs_no_generation(redis_server):
    """What nothing changes ends with its lifetime (C4)."""
    function, built = counted(tags=())
    function()
    function()
    assert len(built) == 1
    assert not list(redis_server.scan_iter("*generation*"))


def test_a_method_is_cached_by_what_its_key_says():
    """Two objects with one key share the value (C4)."""

    class Shelf:
        def __init__(self, pk):
            self.pk = pk

        @cached_function(Temperature.HOT, tags=(), kind="test.shelf", key=lambda self, page=1: [self.pk, page])
        def cards(self, page=1):
            """What is on it."""
            return [self.pk, page, id(self)]

    assert Shelf(1).cards() == Shelf(1).cards(page=1)
    assert Shelf(1).cards() != Shelf(2).cards()
    assert Shelf.cards.__doc__ == "What is on it."


class Thing:
    """Has no text of its own."""


@pytest.mark.parametrize("argument", [Thing(), lambda: None, object, {"deep": [Thing()]}, iter([])])
def test_an_argument_without_a_stable_text_is_refused(argument):
    """An address in memory would be another key in every process (C4)."""
    function, built = counted()
    with pytest.raises(TypeError, match=r"test.counted: argument 'argument' is a .*Pass its primary key"):
        function(argument)
    assert built == []


@pytest.mark.parametrize("name", ["password", "new_password", "api_key", "session_key", "card_number", "access_token"])
def test_an_argument_that_looks_like_a_secret_is_refused_when_it_is_decorated(name):
    """Nobody finds out what was guessed right by looking into a cache (C4, O5)."""
    namespace = {}
    exec(f"def look_up({name}): return 1", namespace)  # noqa: S102  (the name is the test's own)
    with pytest.raises(TypeError, match=f"{name} looks like a secret"):
        cached_function(Temperature.HOT, tags=(), kind="test.secret")(namespace["look_up"])


def test_what_cannot_be_shared_is_refused_when_it_is_decorated():
    """Coroutines, generators, methods without a key, and names two functions would share (C4)."""
    decorate = cached_function(Temperature.HOT, tags=(), kind="test.refused")

    async def coroutine():
        return 1

    def generator():
        yield 1

    def method(self):
        return 1

    for function in (coroutine, generator):
        functions._kinds.clear()
        with pytest.raises(TypeError, match="used once only"):
            decorate(function)
    functions._kinds.clear()
    with pytest.raises(TypeError, match="give key="):
        decorate(method)
    functions._kinds.clear()
    decorate(lambda: 1)
    with pytest.raises(TypeError, match="would share their values"):
        decorate(digest)
    with pytest.raises(TypeError, match="cannot be a kind"):
        cached_function(Temperature.HOT, tags=())(lambda: 1)


@pytest.mark.parametrize("value", [(1, 2), {1: "a"}, {1, 2}, Decimal("1.0"), datetime(2026, 1, 1, tzinfo=UTC)])
def test_a_value_that_would_come_back_changed_is_refused_when_it_is_built(value):
    """Not at the first hit, when the one who built it is long gone (C4)."""
    function = cached_function(Temperature.HOT, tags=(), kind="test.value")(lambda: value)
    with pytest.raises(TypeError, match=r"'test.value': the value (comes back changed|cannot be kept)"):
        function()


ATOMS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
    | st.decimals(allow_nan=False) | st.uuids() | st.dates() | st.datetimes() | st.sampled_from(ProductStatus)
)  # fmt: skip
ARGUMENTS = st.recursive(
    ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=6
)


@given(ARGUMENTS, ARGUMENTS)
def test_different_arguments_have_different_keys(one, other):
    """And the same arguments the same key, in whatever order a dictionary was filled (C4)."""
    keys = [digest({"argument": value}, where="test") for value in (one, other)]
    if repr(one) == repr(other) and type(one) is type(other):
        assert keys[0] == keys[1]
    elif one != other:
        assert keys[0] != keys[1]
    if isinstance(one, dict):
        assert digest({"argument": dict(reversed(one.items()))}, where="test") == keys[0]


def test_types_that_look_alike_have_keys_of_their_own():
    """1, "1", 1.0, True and b"1" are five calls (C4)."""
    alike = [1, "1", 1.0, True, b"1", Decimal(1), UUID(int=1), [1], {"1": 1}]
    assert len({digest({"argument": value}, where="test") for value in alike}) == len(alike)
