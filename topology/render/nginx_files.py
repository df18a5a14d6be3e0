"""The edge's configuration files: the templates in `nginx/templates`, filled in.

`python -m topology.render.nginx_files Pulumi.local.yaml FOLDER` writes them into a folder.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from topology.load import load
from topology.model import Topology
from topology.render import command
from topology.render.nginx_context import NginxContext, nginx_context

TEMPLATES = Path(__file__).resolve().parents[2] / "nginx" / "templates"
SUFFIX = ".j2"


def nginx_files(topology: Topology) -> dict[str, str]:
    """File name to content of everything that lies in /etc/nginx."""
    return render(nginx_context(topology))


def render(context: NginxContext) -> dict[str, str]:
    """Fill every template with one context.

    Raises:
        jinja2.UndefinedError: a template names a variable the context lacks.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  (nginx configuration, not HTML; the topology's types admit no quotes or braces)
    )
    names = sorted(environment.list_templates(extensions=[SUFFIX.removeprefix(".")]))
    return {name.removesuffix(SUFFIX): environment.get_template(name).render(asdict(context)) for name in names}


def write(files: dict[str, str], folder: Path) -> None:
    """Make a folder hold exactly these `.conf` files."""
    for stale in set(folder.glob("*.conf")) - {folder / name for name in files}:
        stale.unlink()
    command.write_files(files, folder)


def main() -> None:
    """Write the files of one stack."""
    parser = argparse.ArgumentParser(prog="python -m topology.render.nginx_files", description=__doc__)
    parser.add_argument("stack_file", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    write(nginx_files(load(options.stack_file)), options.folder)


if __name__ == "__main__":
    command.run(main)
