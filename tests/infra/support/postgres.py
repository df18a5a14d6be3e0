"""SQL on the database servers, as the superuser inside its own pod and as everybody else from the web pods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.infra.support.kube import Kube, KubectlError
from topology.model.vocabulary import Role

CLUSTER = "cluster.postgresql.cnpg.io"
# Postgres error codes the tests expect; https://www.postgresql.org/docs/17/errcodes-appendix.html
INSUFFICIENT_PRIVILEGE = "42501"
READ_ONLY_TRANSACTION = "25006"
INVALID_PASSWORD = "28P01"
INVALID_AUTHORIZATION = "28000"


class SqlError(AssertionError):
    """A statement was refused. `state` is its SQLSTATE, empty where the connection failed."""

    def __init__(self, state: str, text: str) -> None:
        super().__init__(text)
        self.state = state


@dataclass(frozen=True, slots=True)
class Postgres:
    """The CloudNativePG cluster."""

    kube: Kube
    shop_database: str

    def status(self) -> dict[str, Any]:
        """The `status` the operator reports."""
        found: dict[str, Any] = self.kube.get(CLUSTER, Role.POSTGRES.value)["status"]
        return found

    def primary(self) -> str:
        """Name of the primary's pod."""
        return str(self.status()["currentPrimary"])

    def replicas(self) -> list[str]:
        """Names of the other instances' pods."""
        primary = self.primary()
        names = (pod["metadata"]["name"] for pod in self.kube.pods(Role.POSTGRES))
        return [name for name in names if name != primary]

    def sql(
        self,
        statement: str,
        *,
        pod: str | None = None,
        database: str | None = None,
        conninfo: str = "",
        seconds: float = 60,
    ) -> list[list[str]]:
        """Rows of a statement, as text, run by psql in a server's pod: as superuser over its local socket by default.

        Raises:
            SqlError: the server refused.
            KubectlError: it did not end within `seconds`.
        """
        base = f"dbname={database or self.shop_database} connect_timeout=5"
        command = [
            "psql",
            "-XAtq",
            "-F",
            "\t",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            "VERBOSITY=verbose",
            f"{base} {conninfo}",
        ]
        where = pod or self.primary()
        ran = self.kube.exec(where, *command, container="postgres", stdin=statement, check=False, seconds=seconds)
        if ran.status == 0:
            return [line.split("\t") for line in ran.out.splitlines()]
        _, _, after = ran.err.partition("ERROR:  ")
        state = after[:5] if after else ""
        raise SqlError(state, ran.err.strip())

    def value(self, statement: str, *, pod: str | None = None, database: str | None = None) -> str:
        """The single value of a statement."""
        ((value,),) = self.sql(statement, pod=pod, database=database)
        return value


def refusal(postgres: Postgres, statement: str, **how: Any) -> str:
    """SQLSTATE a statement is refused with.

    Raises:
        AssertionError: it was carried out.
    """
    try:
        postgres.sql(statement, **how)
    except SqlError as error:
        return error.state
    except KubectlError as error:
        raise AssertionError(f"no answer from the server: {error}") from None
    raise AssertionError(f"was carried out instead of refused: {statement}")
