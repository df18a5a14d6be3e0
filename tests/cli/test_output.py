"""Pulumi's progress as a person sees it."""

from cli.pulumi.output import Screen

CREATED = """Updating (local):

@ updating....
    pulumi:pulumi:Stack rushhour-local  warning: using pulumi-resource-kubernetes from $PATH at /x/kubernetes

 +  pulumi:pulumi:Stack rushhour-local creating (0s)
 +  kubernetes:core/v1:Namespace rushhour created (0.05s)
 +  pulumi:pulumi:Stack rushhour-local created (3s) 1 warning
Diagnostics:
  pulumi:pulumi:Stack (rushhour-local):
    warning: using pulumi-resource-kubernetes from $PATH at /x/kubernetes

Outputs:
    address: "https://localhost:8443"

Resources:
    + 2 created

Duration: 3s
"""
FAILED = """Diagnostics:
  pulumi:pulumi:Stack (rushhour-local):
    warning: using pulumi-resource-kubernetes from $PATH at /x/kubernetes

  kubernetes:apps/v1:Deployment (web):
    error: 2 of 2 pods are not ready: CrashLoopBackOff
"""


def shown(text: str) -> list[str]:
    """The lines that reach the screen."""
    lines: list[str] = []
    screen = Screen(lines.append)
    for line in text.splitlines():
        screen.line(line)
    screen.end()
    return lines


def test_progress_stays_and_noise_goes() -> None:
    """Resources, outputs and the duration are shown; noise is not, nor its empty heading."""
    assert shown(CREATED) == [
        " +  pulumi:pulumi:Stack rushhour-local creating (0s)",
        " +  kubernetes:core/v1:Namespace rushhour created (0.05s)",
        " +  pulumi:pulumi:Stack rushhour-local created (3s)",
        "Outputs:",
        '    address: "https://localhost:8443"',
        "Resources:",
        "    + 2 created",
        "Duration: 3s",
    ]


def test_error_is_shown_with_its_resource() -> None:
    """A failed resource keeps its heading, its name and its message."""
    assert shown(FAILED) == [
        "Diagnostics:",
        "  kubernetes:apps/v1:Deployment (web):",
        "    error: 2 of 2 pods are not ready: CrashLoopBackOff",
    ]
