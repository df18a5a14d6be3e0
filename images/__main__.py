"""`python -m images`: name, build, import and push the images."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from images.build import ensure_archive, push_archive
from images.builder import BuildFailed
from images.catalogue import IMAGES, Audience, Image, select
from images.containerd import Containerd, ImportFailed
from images.context import MissingInput, tag
from images.paths import CHECKOUT, CONTAINERD_SOCKET, LOCAL_REGISTRY, Paths, reference
from images.progress import Step, steps
from images.record import read, record


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all of it is done, 1 with a message on standard error otherwise."""
    # A terminated build cleans up behind itself as an interrupted one does.
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for background jobs
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = _parser().parse_args(arguments)
    try:
        options.command(select(options.names, options.audience), options)
    except (BuildFailed, ImportFailed, MissingInput) as error:
        print(f"images: {error}", file=sys.stderr)
    except KeyError as error:
        print(f"images: {error.args[0]}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nimages: interrupted; run the same command again, finished images are kept", file=sys.stderr)
    else:
        return 0
    return 1


def show_tags(images: list[Image], options: argparse.Namespace) -> None:
    """Print the reference of each image at its present content."""
    references = _references(images, options.registry)
    if options.json:
        print(json.dumps(references, indent=2))
    else:
        print(*references.values(), sep="\n")


def build(images: list[Image], options: argparse.Namespace) -> None:
    """Have an archive of each image."""
    for step in steps(images):
        _build(step)


def import_(images: list[Image], options: argparse.Namespace) -> None:
    """Have each image in containerd, and record its reference."""
    containerd = Containerd(options.socket)
    present = containerd.references()
    for step in steps(images):
        (name,) = _references([step.image], LOCAL_REGISTRY).values()
        if name in present:
            step.done("in containerd")
        else:
            archive = _build(step)
            with step.doing("importing"):
                containerd.take(archive)
        record(options.record, {step.image.name: name})


def show_missing(images: list[Image], options: argparse.Namespace) -> None:
    """Print the names of the images that containerd does not have at their present content."""
    present = Containerd(options.socket).references()
    for name, wanted in _references(images, LOCAL_REGISTRY).items():
        if wanted not in present:
            print(name)


def push(images: list[Image], options: argparse.Namespace) -> None:
    """Have each image in the registry, and record its reference there."""
    for step in steps(images):
        (name,) = _references([step.image], options.registry).values()
        if read(options.record).get(step.image.name) == name:
            step.done("pushed before")
            continue
        archive = _build(step)
        with step.doing(f"pushing to {options.registry}"):
            push_archive(archive, name, options.authfile, Paths.of_user())
        record(options.record, {step.image.name: name})


def _build(step: Step) -> Path:
    with step.doing("building") as outcome:
        archive, built = ensure_archive(step.image, CHECKOUT, Paths.of_user())
        outcome.detail = f"{archive.stat().st_size / 2**20:.0f} MiB" if built else "cached"
    return archive


def _references(images: list[Image], registry: str) -> dict[str, str]:
    return {image.name: reference(registry, image.name, tag(image, CHECKOUT)) for image in images}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m images", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("names", nargs="*", metavar="NAME", help=f"images: {', '.join(image.name for image in IMAGES)}")
    shared.add_argument(
        "--stack-only", dest="audience", action="store_const", const=(Audience.STACK,),
        default=(Audience.CLUSTER, Audience.STACK), help="leave out the embedded cluster's own images",
    )  # fmt: skip
    recording = argparse.ArgumentParser(add_help=False)
    recording.add_argument("--record", type=Path, default=CHECKOUT / ".rushhour" / "images.json", metavar="FILE")

    command = commands.add_parser("tags", parents=[shared], help="print the references at the present content")
    command.add_argument("--registry", default=LOCAL_REGISTRY)
    command.add_argument("--json", action="store_true", help="as an object of name to reference")
    command.set_defaults(command=show_tags)
    command = commands.add_parser("build", parents=[shared], help="build what is missing")
    command.set_defaults(command=build)
    command = commands.add_parser("import", parents=[shared, recording], help="build and import into containerd")
    command.add_argument("--socket", type=Path, default=CONTAINERD_SOCKET)
    command.set_defaults(command=import_)
    command = commands.add_parser("missing", parents=[shared], help="print the names of images containerd lacks")
    command.add_argument("--socket", type=Path, default=CONTAINERD_SOCKET)
    command.set_defaults(command=show_missing)
    command = commands.add_parser("push", parents=[shared, recording], help="build and push to a registry")
    command.add_argument("--registry", required=True, help="registry and prefix, for example registry.example.com/shop")
    command.add_argument(
        "--authfile", type=Path, help="registry credentials, as `buildah login --authfile` writes them"
    )
    command.set_defaults(command=push)
    return parser


if __name__ == "__main__":
    sys.exit(main())
