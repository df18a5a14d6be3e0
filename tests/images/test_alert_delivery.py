"""What Alertmanager of the image sends, and what it leaves unsaid, with the rendered configuration (M5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.images.alertmanager import Running, alert, everybody, mounted
from tests.images.container import Container
from tests.images.people import people
from topology.render.alertmanager import CONFIG_DIRECTORY, CONFIG_FILE, SECRETS_DIRECTORY, alertmanager_files

pytestmark = pytest.mark.live

Containers = Callable[[str], Container]
Ports = Callable[[], int]
HOSTILE = "<!channel> <https://evil.example|x> @everyone **b** [l](http://e) `c`\r\nBcc: eve@example.com\n&amp;"
# The rendered waits are minutes, and tests/topology looks at them; here only what is sent counts.
WAITS = {"group_wait": "1s", "group_interval": "2s", "repeat_interval": "1h"}


@pytest.fixture
def running(container: Containers, free_port: Ports, certificates: Path, tmp_path: Path) -> Iterator[Running]:
    """The rendered configuration, but for the waits; the authority of the tests is the one it trusts."""
    alertmanager, port = container("prometheus"), free_port()
    with people(certificates) as told:
        files = alertmanager_files(everybody(told.mail.server_address[1]))
        config = yaml.safe_load(files[CONFIG_FILE])
        for route in (config["route"], *config["route"]["routes"]):
            route |= WAITS
        mounted(alertmanager, files | {CONFIG_FILE: yaml.safe_dump(config)}, tmp_path / "etc")
        secrets, data, log = tmp_path / "secrets", tmp_path / "data", tmp_path / "alertmanager.log"
        for folder in (secrets, data):
            folder.mkdir()
        (secrets / "email_password").write_text("a password")
        (secrets / "alert_slack_webhook").write_text(told.slack.url)
        (secrets / "alert_discord_webhook").write_text(told.discord.url)
        alertmanager.mount(secrets, SECRETS_DIRECTORY)
        alertmanager.mount(certificates, "/tls")
        alertmanager.mount(data, "/data", read_only=False)
        alertmanager.environment = {"SSL_CERT_FILE": "/tls/ca.crt"}
        options = ("--storage.path=/data", "--cluster.listen-address=", f"--web.listen-address=127.0.0.1:{port}")
        place = f"--config.file={CONFIG_DIRECTORY}/{CONFIG_FILE}"
        alertmanager.start("/usr/bin/prometheus-alertmanager", place, *options, log=log)
        found = Running(f"http://127.0.0.1:{port}", log, told)
        found.until(lambda: _answers(found.url), "Alertmanager is ready")
        yield found


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/-/ready").is_success
    except httpx.TransportError:
        return False


def test_what_fires_together_is_one_message_each_way_and_its_end_another(running: Running) -> None:
    """One mail over TLS with the password, one post each; then as recovered. It says what, since when and what to do
    (M5)."""
    two = [alert("RedisDown", "critical", instance=f"redis-cache-{number}") for number in (0, 1)]
    told = running.told
    running.post(*two)
    running.until(lambda: bool(told.mail.letters and told.slack.posts and told.discord.posts), "everybody is told")

    (letter,) = told.mail.letters
    assert sorted(letter.recipients) == ["ann@example.com", "bob@example.com"]
    assert (letter.encrypted, letter.login) == (True, "shop:a password")
    assert letter.message["From"].addresses[0].addr_spec == "shop@shop.example.com"
    assert letter.message["Subject"].startswith("[CRITICAL] shop: 2 alerts, first: RedisDown of redis-cache-")
    assert letter.text.count("CRITICAL: RedisDown of redis-cache-") == 2
    assert "When: since 20" in letter.text
    assert "https://docs.example.com/runbooks/redis-down.md" in letter.text
    assert [len(told.slack.posts), len(told.discord.posts)] == [1, 1]
    assert told.slack.posts[0]["attachments"][0]["text"].count("CRITICAL: RedisDown of redis-cache-") == 2
    assert told.discord.posts[0]["embeds"][0]["description"].count("CRITICAL: RedisDown of redis") == 2

    running.post(*two, over=True)
    running.until(lambda: len(told.mail.letters) == len(told.slack.posts) == len(told.discord.posts) == 2, "the end")
    assert told.mail.letters[1].message["Subject"].startswith("[RECOVERED] shop: 2 alerts")
    assert "When: from 20" in told.mail.letters[1].text
    assert told.slack.posts[1]["attachments"][0]["title"].startswith("[RECOVERED]")
    assert told.discord.posts[1]["embeds"][0]["title"].startswith("[RECOVERED]")


def test_a_hostile_text_is_text_everywhere(running: Running) -> None:
    """No second header, no mention, no link, no markup (M5, O5)."""
    told = running.told
    running.post(alert("QueriesInALoop", "warning", summary=HOSTILE))
    running.until(lambda: bool(told.mail.letters and told.slack.posts and told.discord.posts), "everybody is told")

    (letter,) = told.mail.letters
    assert letter.message["Bcc"] is None
    assert sorted(letter.recipients) == ["ann@example.com", "bob@example.com"]
    assert "evil.example" in letter.text
    assert not {part for part in _texts(told.slack.posts[0]) if "<" in part}
    assert "&lt;!channel&gt;" in told.slack.posts[0]["attachments"][0]["text"]
    (embed,) = told.discord.posts[0]["embeds"]
    assert not told.discord.posts[0].get("content")
    assert r"\@everyone \*\*b\*\* \[l\]\(http" in embed["description"]
    assert "evil" not in embed["title"]


def test_a_flood_is_one_message_that_its_services_take(running: Running) -> None:
    """Fifty alerts: all of them in the mail, ten in the chats, which take some thousand characters (M5)."""
    told, long = running.told, "x" * 250
    running.post(*(alert("QueueOld", "warning", queue=f"q{n}", summary=f"Number {n} {long}") for n in range(50)))
    running.until(lambda: bool(told.mail.letters and told.slack.posts and told.discord.posts), "everybody is told")

    text = told.slack.posts[0]["attachments"][0]["text"]
    assert told.mail.letters[0].text.count("WARNING: Number ") == 50
    assert text.count("WARNING: Number ") == 10
    assert "50 alerts in all" in text
    assert len(text) < 7_000
    assert len(told.discord.posts[0]["embeds"][0]["description"]) <= 4_096
    assert len(told.discord.posts[0]["embeds"][0]["title"]) <= 256


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for part in document.values() if isinstance(document, dict) else document:
            yield from _texts(part)


@pytest.mark.parametrize("status", [404, 500])
def test_a_webhook_that_fails_keeps_nobody_else_from_being_told(running: Running, status: int) -> None:
    """Mail and the other webhook come; its address, which is a password, is in no log line (M5, O5)."""
    told = running.told
    told.slack.status = status
    running.post(alert("PostgresDown", "critical", instance="postgres-1"))
    running.until(lambda: bool(told.mail.letters and told.discord.posts and told.slack.posts), "the others are told")
    running.until(lambda: "slack" in running.log.read_text(), "it says that Slack failed")

    assert "SECRET" not in running.log.read_text()


def test_what_the_monitors_say_is_said_when_they_stop(running: Running) -> None:
    """While its monitor looks the alert is kept and not sent; when it does not, it is (M5)."""
    looks = {"labels": {"alertname": "MonitorsLook", "severity": "none", "also": "redis", "stack": "shop"}}
    running.post(looks)
    running.until(lambda: running.state("MonitorsLook") == "active", "it knows that they look")
    running.post(alert("RedisDown", "critical", instance="redis-cache-0", also="redis"))
    running.post(alert("LongTransaction", "warning", also="database"))
    running.until(lambda: bool(running.told.mail.letters), "what another monitor sees is sent")

    assert running.state("RedisDown") == "suppressed"
    assert [letter.text.count("WARNING: LongTransaction") for letter in running.told.mail.letters] == [1]
    running.post(looks, over=True)
    running.until(lambda: len(running.told.mail.letters) == 2, "what it would say is sent")
    assert "RedisDown" in running.told.mail.letters[1].text


def test_what_follows_from_what_is_down_is_not_sent(running: Running) -> None:
    """Without a broker queues are old; only the broker is told (M5)."""
    running.post(alert("RedisDown", "critical", component="redis-broker", instance="redis-broker-0"))
    running.until(lambda: running.state("RedisDown") == "active", "it knows the cause")
    running.post(alert("QueueOld", "warning", queue="email"), alert("RedisSlowCommands", "warning", instance="redis-x"))
    running.until(lambda: len(running.told.mail.letters) == 2, "the cause, and what has nothing to do with it")

    assert running.state("QueueOld") == "suppressed"
    assert not [letter for letter in running.told.mail.letters if "QueueOld" in letter.text]


def test_no_password_and_no_mail_goes_to_a_server_that_does_not_encrypt(running: Running) -> None:
    """It hangs up (M5, O5)."""
    told = running.told
    told.mail.offers_tls = False
    running.post(alert("PostgresDown", "critical", instance="postgres-1"))
    running.until(lambda: bool(told.slack.posts) and len(told.mail.heard) > 0, "it has spoken to the server")
    running.until(lambda: "email" in running.log.read_text(), "it says that mail failed")

    assert not [line for line in told.mail.heard if line.startswith(("AUTH", "DATA"))]
    assert told.mail.letters == []
