"""Keep this machine's salt out of what git sees of the stack file.

Pulumi writes `encryptionsalt` (public, but bound to one passphrase) into Pulumi.<stack>.yaml and offers no other
place for it. The passphrase is generated for this checkout, so the salt is of no use to anybody else; committed, it
would make every other machine's passphrase "incorrect". As `nbstripout` does for notebooks, a git clean filter
leaves that one line out of what git compares and commits: the file on disk keeps it and plain `pulumi` works as
ever. `.gitattributes` names the files, the filter itself is this checkout's own git configuration. Where git puts
the committed file back (checkout, stash), Pulumi reads the salt from the stack's state again:
PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER in `.rushhour/env`. A person's own passphrase or backend is left alone:
that salt belongs into the file.
"""

import re

from cli import environment, paths, process
from cli.facts import Facts

NAME = "rushhour-salt"
FILTER = f"filter.{NAME}"
CLEAN = "sed -e '/^encryptionsalt: /d'"
LINE = re.compile(r"^encryptionsalt: .*\n?", re.MULTILINE)


def install_filter(facts: Facts) -> None:
    """Define the filter for this checkout, where the stack's salt is this checkout's own."""
    if environment.generated_passphrase(facts) and in_git():
        _git("config", "--local", f"{FILTER}.clean", CLEAN)


def settle(facts: Facts) -> None:
    """Let git notice that the file is, filtered, what it was.

    git takes another size for a change without looking; `git add` of a file without a difference only renews the size
    it remembers. A file with a change of the person's own is not touched.
    """
    file = paths.stack_file(facts.stack).name
    if not environment.generated_passphrase(facts) or not in_git() or not filtered(file):
        return
    if _git("diff", "--quiet", "--", file) == 0 and _git("ls-files", "--error-unmatch", "--", file) == 0:
        _git("add", "--", file)


def remove(facts: Facts) -> None:
    """Take the salt of a stack that no longer exists out of its file."""
    file = paths.stack_file(facts.stack)
    text = file.read_text(encoding="utf-8")
    if environment.generated_passphrase(facts) and (without := LINE.sub("", text)) != text:
        file.write_text(without, encoding="utf-8")
        settle(facts)


def remove_filter() -> None:
    """Take the filter out of this checkout's git configuration."""
    if in_git():
        _git("config", "--local", "--remove-section", FILTER)


def filtered(file: str) -> bool:
    """Whether .gitattributes sends `file` through the filter."""
    _, out, _ = process.capture(["git", "-C", paths.CHECKOUT, "check-attr", "filter", "--", file])
    return out.strip().endswith(f": {NAME}")


def in_git() -> bool:
    """Whether the checkout is a git work tree of its own."""
    return (paths.CHECKOUT / ".git").exists()


def _git(*arguments: str) -> int:
    return process.capture(["git", "-C", paths.CHECKOUT, *arguments])[0]
