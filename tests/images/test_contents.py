"""What is in the images and, above all, what is not: read from the archives, nothing is run."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from images.catalogue import IMAGES, Audience
from images.host import DEBIAN, DEBIAN_SECURITY, apt_sources, ca_bundle
from tests.images.archive import Archive

pytestmark = pytest.mark.live

Archives = Callable[[str], Archive]
RUN = [image.name for image in IMAGES if image.audience in (Audience.CLUSTER, Audience.STACK)]
DEBIAN_BASED = [image.name for image in IMAGES if image.base == "base" and image.audience is Audience.STACK]

# Numbers that manifests, volumes and file modes rely on: written by hand, so that a changed Containerfile is noticed.
USERS = {
    "app": "10001:10001", "edge": "101:101", "postgres": "26:26", "pgbouncer": "998:996", "redis": "999:999",
    "object-store": "10002:10002", "prometheus": "10003:10003", "redis-exporter": "10004:10004",
    "pause": "65535:65535", "coredns": "65532:65532", "metrics-server": "65532:65532", "cnpg-operator": "65532:65532",
}  # fmt: skip
PROMISED = {
    "postgres": {"postgresql-17": "17.", "barman-cli-cloud": "3.", "python3-boto3": "1."},
    "pgbouncer": {"pgbouncer": "1.24"},
    "redis": {"redis-server": "5:8.0"},
    "edge": {
        "nginx": "1.26",
        "libnginx-mod-http-brotli-filter": "",
        "libnginx-mod-http-cache-purge": "",
        "libnginx-mod-http-lua": "",
    },
    "prometheus": {"prometheus": "2.53", "promtool": "2.53", "prometheus-alertmanager": "0.28"},
    "redis-exporter": {"prometheus-redis-exporter": "1.69"},
    "app": {"python3": "3.13"},
    "object-store": {"openjdk-21-jre-headless": "21."},
}
DEBIAN_CERTIFICATES = Path("/usr/share/ca-certificates/mozilla")
BUILD_TOOLS = {"gcc", "make", "maven", "python3-pip", "python3-venv", "dpkg-dev", "curl", "wget", "git", "sudo"}
CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]{100,})-----END CERTIFICATE-----")


@pytest.mark.parametrize("name", RUN)
def test_image_runs_as_the_number_that_manifests_name(archive: Archives, name: str) -> None:
    """No image runs as root, and each as the user its volumes are made for (a number: kubelet can check it)."""
    assert archive(name).config["User"] == USERS[name]


@pytest.mark.parametrize("name", RUN)
def test_image_says_what_it_is(archive: Archives, name: str) -> None:
    """Title and version are labels; the version is the tag it is imported under."""
    image = archive(name)
    assert image.config["Labels"]["org.opencontainers.image.title"]
    assert image.reference == f"localhost/rushhour/{name}:{image.config['Labels']['org.opencontainers.image.version']}"


@pytest.mark.parametrize("name", RUN)
def test_no_program_gains_rights(archive: Archives, name: str) -> None:
    """No setuid or setgid program: a process cannot become more than it was started as."""
    privileged = [path for path, info in archive(name).files.items() if info.isfile() and info.mode & 0o6000]
    assert privileged == []


@pytest.mark.parametrize("name", RUN)
def test_certificates_of_the_building_machine_stay_there(archive: Archives, name: str) -> None:
    """A proxy's certificate that the builder trusts is in no layer, whatever file it might hide in."""
    bundle = ca_bundle()
    assert bundle is not None, "this machine trusts no certificates; the test has nothing to compare with"
    public = {found for file in DEBIAN_CERTIFICATES.glob("*.crt") for found in _certificates(file.read_bytes())}
    private = _certificates(bundle.read_bytes()) - public
    for path, content in archive(name).contents():
        strange = _certificates(content) & private if b"BEGIN CERTIFICATE" in content else set()
        assert not strange, f"{name}: /{path} holds {len(strange)} certificates of the building machine"


@pytest.mark.parametrize("name", ["app", "postgres", "object-store"])
def test_image_trusts_what_debian_trusts(archive: Archives, name: str) -> None:
    """Programs that call out over TLS (mail, chat, S3) know the public authorities, no more and no less."""
    image = archive(name)
    shipped = {
        certificate
        for path, content in image.contents()
        if path.startswith("usr/share/ca-certificates/mozilla/")
        for certificate in _certificates(content)
    }
    assert shipped
    assert _certificates(image.read("etc/ssl/certs/ca-certificates.crt")) == shipped


@pytest.mark.parametrize("name", DEBIAN_BASED)
def test_build_settings_of_the_machine_stay_there(archive: Archives, name: str) -> None:
    """Mirrors, pip and Maven settings are in no layer: the image names Debian's servers; no secret was left."""
    image = archive(name)
    left = [path for path, info in image.files.items() if path.startswith("run/secrets/") and not info.isdir()]
    assert left == []
    mirrors = {line.split()[1] for line in apt_sources()} - {DEBIAN, DEBIAN_SECURITY}
    for path, content in image.contents():
        if path.startswith("etc/apt/"):
            assert not [mirror for mirror in mirrors if mirror.encode() in content], path
    assert b"URIs: http://deb.debian.org/debian\n" in image.read("etc/apt/sources.list.d/debian.sources")


@pytest.mark.parametrize("name", DEBIAN_BASED)
def test_nothing_is_left_over_from_building(archive: Archives, name: str) -> None:
    """No compilers, package managers of languages, package lists or caches."""
    image = archive(name)
    assert BUILD_TOOLS & image.packages().keys() == set()
    wasted = [
        path
        for path, info in image.files.items()
        if info.isfile()
        and info.size
        and path.startswith(
            ("var/lib/apt/lists/", "var/cache/apt/archives/", "root/.cache", "root/.m2", "tmp/", "build/")
        )
    ]
    assert wasted == []


@pytest.mark.parametrize("name", PROMISED)
def test_versions_are_those_the_bundle_promises(archive: Archives, name: str) -> None:
    """Debian's release decides the minor version, the bundle the major one."""
    packages = archive(name).packages()
    assert {
        package: packages.get(package, "absent").startswith(start) for package, start in PROMISED[name].items()
    } == dict.fromkeys(PROMISED[name], True)


def test_shop_image_has_no_pip_no_tests_and_compressed_static_files(archive: Archives) -> None:
    """The shop's image serves and works, and nothing else. Hashed files have gzip and brotli forms (W3, W5)."""
    files = archive("app").files
    assert not [path for path in files if "/pip/" in path or path.endswith("/bin/pip")]
    assert not [path for path in files if "/site-packages/silk/" in path or "/site-packages/debug_toolbar/" in path]
    assert not [path for path in files if re.match(r"srv/app/(.*/)?(tests/|testing/|conftest)", path)]
    hashed = {path for path in files if re.fullmatch(r"srv/static/.*\.[0-9a-f]{12}\.css", path)}
    assert hashed
    assert {f"{path}.gz" for path in hashed} | {f"{path}.br" for path in hashed} <= files.keys()
    sources = {path for path in files if path.startswith("srv/app/") and path.endswith(".py") and files[path].size}
    compiled = {path for path in files if path.startswith("srv/app/") and path.endswith(".cpython-313.pyc")}
    assert len(compiled) >= len(sources)


def test_operator_is_where_pods_copy_it_from(archive: Archives) -> None:
    """CloudNativePG's pods run /manager of the operator image and compare /operator/manager_<architecture>."""
    files = archive("cnpg-operator").files
    assert files["manager"].issym()
    assert files["manager"].linkname in files


def _certificates(text: bytes) -> set[bytes]:
    return {base64.b64decode(body) for body in CERTIFICATE.findall(text)}
