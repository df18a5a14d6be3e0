"""Everything that is missing is told at once, with why and how to get it."""

import socket
from pathlib import Path

import pytest

from cli.errors import Failure
from cli.facts import Facts
from cli.prerequisites import Lack, checks, machine, ports, require

DEBIAN = 'ID=debian\nVERSION_ID="12"\n'


def test_all_lacks_are_told_in_one_message() -> None:
    """Nobody fixes one thing to learn of the next."""
    with pytest.raises(Failure) as failure:
        require([Lack("root", "mounts", "sudo"), Lack("6 GiB of memory", "pods", "a larger machine")])

    text = str(failure.value)
    assert "2 things are missing" in text
    assert "nothing was changed" in text
    for part in ("- root\n    why: mounts\n    fix: sudo", "- 6 GiB of memory"):
        assert part in text


def test_nothing_missing_is_silent() -> None:
    """A machine that has everything is not talked to."""
    require([])


def test_too_little_disk_names_the_place_and_both_numbers(tmp_path: Path) -> None:
    """A folder that does not exist yet is judged by the file system it will be on."""
    lacks = list(machine.room(tmp_path / "not" / "there", 12, "built tools", free=3 * machine.GIB))

    assert [lack.what for lack in lacks] == [f"12 GiB of free disk for {tmp_path}/not/there (3.0 GiB are free)"]
    assert "XDG_CACHE_HOME" in lacks[0].fix


def test_enough_disk_is_no_lack(tmp_path: Path) -> None:
    """The limit itself suffices."""
    assert list(machine.room(tmp_path, 12, "built tools", free=12 * machine.GIB)) == []


@pytest.mark.parametrize(("kilobytes", "lacks"), [(4 * 1024**2, 1), (16 * 1024**2, 0)])
def test_memory_is_measured(tmp_path: Path, kilobytes: int, lacks: int) -> None:
    """4 GiB are too little for the local stack, 16 are not."""
    meminfo = tmp_path / "meminfo"
    meminfo.write_text(f"MemTotal: {kilobytes} kB\nMemFree: 1 kB\n")

    assert len(list(machine.memory(meminfo))) == lacks


@pytest.mark.parametrize(
    ("release", "lacks"), [(DEBIAN, 0), ("ID=ubuntu\nID_LIKE=debian\n", 0), ("ID=fedora\n", 1), (None, 1)]
)
def test_system_is_a_debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str | None, lacks: int) -> None:
    """Debian and its descendants pass; anything else is told what to do instead."""
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    file = tmp_path / "os-release"
    if release is not None:
        file.write_text(release)

    assert len(list(machine.system(file))) == lacks


@pytest.mark.parametrize(("uid", "lacks"), [(0, 0), (1000, 1)])
def test_user_is_root(uid: int, lacks: int) -> None:
    """Without root the embedded cluster cannot be set up; a kubeconfig is the way around."""
    found = list(machine.user(uid))

    assert len(found) == lacks
    assert all("kubeconfig" in lack.fix for lack in found)


def test_ports_of_others_are_named(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each taken port is told with what it is for and where to change it."""
    monkeypatch.setattr(ports, "ours", lambda: False)

    lacks = list(ports.free(facts, taken=lambda _address, port: port in (8443, 6443)))

    assert [lack.what.split(":")[0] for lack in lacks] == ["port 8443 on 127.0.0.1", "port 6443 on 10.250.0.1"]
    assert "rushhour:site.httpsPort in Pulumi.local.yaml" in lacks[0].fix


def test_ports_of_our_own_cluster_are_fine(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second `make up` is not stopped by what the first one started; a program on the shop's port still stops it."""
    monkeypatch.setattr(ports, "ours", lambda: True)

    assert list(ports.free(facts, taken=lambda _address, port: port == facts.api_port)) == []
    assert len(list(ports.free(facts, taken=lambda _address, port: port == facts.https_port))) == 1


def test_listening_port_is_seen() -> None:
    """A real listener is found and found gone again; an address this machine lacks is nobody's."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert ports.in_use("127.0.0.1", port)
    assert not ports.in_use("127.0.0.1", port)
    assert not ports.in_use("192.0.2.1", port)


@pytest.mark.parametrize(
    ("text", "embedded"),
    [("rushhour:cluster:\n    substrate: embedded\n", True), ("    substrate: kubeconfig\n", False), ("", True)],
)
def test_first_look_at_the_stack_file(checkout: Path, text: str, embedded: bool) -> None:
    """Before any package is installed the substrate decides which checks run."""
    (checkout / "Pulumi.local.yaml").write_text(text)

    assert checks.looks_embedded("local") is embedded
