"""A real standby for the tests of reading from a replica that lags."""

from collections.abc import Iterator

import pytest

from testing import standby as real


@pytest.fixture
def standby(transactional_db: None) -> Iterator[real.Standby]:
    """The alias `replica` is a streaming standby, replaying again afterwards.

    The pod of the suite has one and names its port, so there these tests fail where it is missing. On a machine without
    STANDBY_PORT there is nothing to ask, and they are skipped: a stand-in would prove nothing.
    """
    if not real.PORT:
        pytest.skip("STANDBY_PORT names no streaming standby of the tests' Postgres")
    with real.standby_as_replica() as standby:
        yield standby
