"""The stack of this checkout, for commands that ask it something and never make it."""

from cli import facts, kubectl, venv
from cli.errors import Failure
from cli.facts import Facts


def made(stack: str) -> Facts:
    """Facts of a stack that `make up` got as far as asking about. Raises Failure where nothing was made here."""
    if not venv.ready():
        raise Failure("nothing is up in this checkout", fix="make up")
    return facts.read(stack)


def answering(stack: str) -> Facts:
    """Facts of a stack whose cluster answers. Raises Failure where it does not."""
    found = made(stack)
    if kubectl.answers(found):
        return found
    if found.embedded:
        fix = "make up, which starts what is down; make logs ROLE=cluster shows why it is"
    else:
        fix = (
            f"look whether the kubeconfig and the context of {facts.stack_file(stack).name} lead to a cluster that runs"
        )
    raise Failure(f"the cluster of the stack {found.stack} does not answer", fix=fix)
