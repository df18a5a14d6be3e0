"""An image's tag says what is in it: it changes with every input, and with nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from images.catalogue import BY_NAME, IMAGES, Image
from images.context import MissingInput, entries, lay_out, tag
from images.paths import CHECKOUT

WITHOUT_TOOLS = [image for image in IMAGES if not image.tools]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the real Containerfiles and a small shop."""
    shutil.copytree(CHECKOUT / "images", tmp_path / "images", ignore=shutil.ignore_patterns("__pycache__"))
    for place, text in {
        "app/manage.py": "print()\n",
        "app/catalogue/tests/test_models.py": "def test(): ...\n",
        "requirements/app.txt": "django==5.2\n",
        "requirements/app-test.txt": "pytest==9\n",
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    return tmp_path


def tags(checkout: Path) -> dict[str, str]:
    return {image.name: tag(image, checkout) for image in WITHOUT_TOOLS}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_tag_is_twelve_hex_digits_and_stable(checkout: Path) -> None:
    """The same content has the same name, however often one asks."""
    first, second = tags(checkout), tags(checkout)
    assert first == second
    assert all(len(value) == 12 and int(value, 16) >= 0 for value in first.values())


@pytest.mark.parametrize(
    ("place", "rolled"),
    [
        ("images/redis/Containerfile", {"redis"}),
        ("app/manage.py", {"app", "app-test"}),
        ("requirements/app.txt", {"app", "app-test"}),
        ("requirements/app-test.txt", {"app-test"}),
        ("images/object-store/jars.sha256", {"object-store"}),
        ("images/base/rootfs.args", {image.name for image in WITHOUT_TOOLS}),
    ],
)
def test_changed_input_renames_exactly_the_images_made_of_it(checkout: Path, place: str, rolled: set[str]) -> None:
    """A changed app rolls the app; a changed base rolls what is built on it; nothing else moves."""
    before = tags(checkout)
    with (checkout / place).open("a") as file:
        file.write("# changed\n")
    assert changed(before, tags(checkout)) == rolled


def test_new_file_and_lost_execute_bit_rename_the_app(checkout: Path) -> None:
    """Files that appear and modes that change are content too."""
    before = tags(checkout)
    (checkout / "app" / "new.py").write_text("")
    after = tags(checkout)
    assert changed(before, after) == {"app", "app-test"}
    (checkout / "images" / "base" / "install-packages").chmod(0o644)
    assert "base" in changed(after, tags(checkout))


@pytest.mark.parametrize("place", ["README.md", "app/__pycache__/x.cpython-313.pyc", "images/build.py"])
def test_unrelated_and_derived_files_rename_nothing(checkout: Path, place: str) -> None:
    """What no image contains cannot make one roll."""
    before = tags(checkout)
    (checkout / place).parent.mkdir(exist_ok=True)
    (checkout / place).write_text("changed\n")
    assert not changed(before, tags(checkout))


def test_tests_are_in_the_test_image_only(checkout: Path) -> None:
    """Production images carry no test code: a changed test does not roll the shop."""
    before = tags(checkout)
    (checkout / "app/catalogue/tests/test_models.py").write_text("changed\n")
    assert changed(before, tags(checkout)) == {"app-test"}


def test_program_of_the_machine_is_part_of_the_tag(checkout: Path) -> None:
    """A rebuilt tool renames its image, wherever the tool lies."""
    tool = checkout / ".rushhour" / "bin" / "coredns"
    tool.parent.mkdir(parents=True)
    tool.write_text("one")
    tool.chmod(0o755)
    before = tag(BY_NAME["coredns"], checkout)
    tool.write_text("two, rebuilt")
    assert tag(BY_NAME["coredns"], checkout) != before


def test_missing_tool_is_named_with_the_way_to_get_it(checkout: Path) -> None:
    """A person learns which program, for which image, and the command that brings it."""
    image = Image(
        name="x", summary="", audience=BY_NAME["coredns"].audience, folder="coredns", tools={"x": "no-such-program"}
    )
    with pytest.raises(MissingInput, match=r"no-such-program.*image x.*make up"):
        entries(image, checkout)


def test_context_holds_what_the_tag_was_computed_from_and_nothing_else(checkout: Path, tmp_path: Path) -> None:
    """A build cannot see a file that does not count for the tag; times and modes are no checkout's."""
    context = tmp_path / "context"
    context.mkdir()
    (checkout / "app" / "manage.py").chmod(0o600)
    lay_out(BY_NAME["app"], checkout, context)
    files = {path.relative_to(context).as_posix(): path for path in context.rglob("*") if path.is_file()}
    assert set(files) == {entry.place for entry in entries(BY_NAME["app"], checkout)}
    assert {path.stat().st_mode & 0o777 for path in files.values()} <= {0o644, 0o755}
    assert len({path.stat().st_mtime for path in files.values()}) == 1


def test_command_prints_the_references_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Other programs read the names from one command."""
    from images.__main__ import main

    assert main(["tags", "--json", "--registry", "registry.example.com/shop", "redis"]) == 0
    name, reference = next(iter(json.loads(capsys.readouterr().out).items()))
    assert (name, reference) == ("redis", f"registry.example.com/shop/redis:{tag(BY_NAME['redis'], CHECKOUT)}")


def test_unknown_image_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt name ends the run before anything is built."""
    from images.__main__ import main

    assert main(["build", "rediss"]) == 1
    assert "no image called rediss; there are pause, base" in capsys.readouterr().err
