"""Stand the stack up."""

import argparse

from cli import lock
from cli.phases import bring_up

HELP = """Stand the whole platform up; run again, it changes only what differs.

On the local stack: a Python environment, the command-line tools, a single-node Kubernetes on this machine,
the images, and then a real `pulumi up`. With a kubeconfig in the stack file the cluster there is used and
nothing is set up on this machine. Ctrl-C is safe at any time; the next run goes on from what was finished.
Logs: .rushhour/logs/.

Where a shop runs already and another release would come, a preflight looks first and stops what would break it, before
anything is changed (docs/operations.md); of a shop that is down it only warns.

  make up                     the local stack
  make up FORCE=1             without the preflight
  make up STACK=production    the stack of Pulumi.production.yaml
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """--skip-preflight."""
    parser.add_argument(
        "--skip-preflight", action="store_true", help="change a running stack without looking whether that is safe"
    )


def run(options: argparse.Namespace) -> int:
    """0 when the site serves."""
    with lock.held("up"):
        bring_up.everything(options.stack, preflight=not options.skip_preflight)
    return 0
