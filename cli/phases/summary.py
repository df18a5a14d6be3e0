"""What `make up` says at its end: where the shop is, how to get in, what next."""

from cli import console, environment, paths
from cli.facts import Facts

ADMIN_SECRET = "app-secrets"  # noqa: S105 - the name of a Secret, not a secret (2026-11; for as long as the name is written here)


def show(facts: Facts, times: dict[str, float]) -> None:
    """Print the summary. No secret is printed: the password is one command away."""
    spent = ", ".join(f"{key} {console.seconds(value)}" for key, value in times.items() if key != "total")
    lines = [
        "",
        f"Rushhour is up at {facts.address}   (total {console.seconds(times['total'])}: {spent})",
        "",
        f"  shop      {facts.address}/",
        f"  admin     {facts.address}/admin/   user admin@{facts.domain}, password:",
        f"              {password_command(facts)}",
    ]
    if paths.CA_CERTIFICATE.exists():
        lines += [
            f"  trust     curl --cacert {_relative(paths.CA_CERTIFICATE)} {facts.address}/   (browsers can import it)",
        ]
    lines += [
        "",
        "  make status              what runs                  make logs ROLE=web      what it says",
        "  make test                prove it                   make down               take it all away",
        f"  . {_relative(paths.ENV_FILE)}          kubectl, helm, pulumi preview/up/config for this stack",
    ]
    if not environment.own_passphrase():
        lines += [f"  the secrets are encrypted with {_relative(paths.PASSPHRASE)}: losing it loses them"]
    console.say("\n".join(lines))


def password_command(facts: Facts) -> str:
    """The command that reads the admin's password."""
    go_template = "{{.data.admin_password | base64decode}}"
    read = f"kubectl -n {facts.namespace} get secret {ADMIN_SECRET} -o go-template='{go_template}'"
    return f". {_relative(paths.ENV_FILE)} && {read}"


def _relative(path: object) -> str:
    return str(path).removeprefix(f"{paths.CHECKOUT}/")
