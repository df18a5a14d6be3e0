"""Answers to browsers are hardened, and Django's own deployment check agrees."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

APP_DIR = Path(__file__).resolve().parents[2]


def test_deployment_check_finds_nothing(tmp_path):
    """`check --deploy` on the production profile, with warnings as failures."""
    ca = tmp_path / "ca.crt"
    ca.write_text("")
    done = subprocess.run(
        [sys.executable, APP_DIR / "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            **os.environ,
            "ENVIRONMENT": "production",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "TRANSPORT_TLS": "verify",
            "DATABASE_CA_FILE": str(ca),
            "REDIS_CA_FILE": str(ca),
            "OBJECT_STORE_ENDPOINT": "http://object-store:9000",
            "EDGE_PURGE_URL": "http://edge-purge:8081",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_migration_is_missing(transactional_db):
    """The models and the migrations say the same."""
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_pages_carry_the_security_headers(shop, site):
    """CSP without inline code, HSTS, nosniff, referrer policy, no framing."""
    headers = site.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_pages_have_no_inline_code_the_policy_would_block(shop, site):
    """What the policy forbids is not in the templates either."""
    for path in ("/", "/products/spade/"):
        page = site.get(path).content.decode()
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page)
        assert len(scripts) == page.count("<script")
        # A data block is not run, and the policy does not concern it.
        code = [script for script in scripts if 'type="application/ld+json"' not in script[0]]
        assert all(" src=" in attributes and not body for attributes, body in code), code
        assert not re.search(r"\son[a-z]+=", page)
        assert "<style" not in page
        assert " style=" not in page


def test_plain_http_is_sent_to_https(site):
    """A request the edge took over plain HTTP is redirected."""
    answer = site.get("/", headers={"X-Forwarded-Proto": "http"})
    assert answer.status_code == 301
    assert answer["Location"] == "https://shop.example.com/"


def test_foreign_hosts_are_refused(site):
    """A forged Host header gets no page."""
    assert site.get("/", headers={"Host": "evil.example.net"}).status_code == 400


@pytest.mark.parametrize(
    ("forwarded", "hops", "expected"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 192.0.2.4", 2, "203.0.113.9"),
        ("203.0.113.9", 2, "127.0.0.1"),
        ("203.0.113.9", 0, "127.0.0.1"),
    ],
)
def test_the_visitors_address_is_what_the_trusted_proxy_saw(rf, settings, forwarded, hops, expected):
    """Only as many entries as there are trusted proxies count, from the right; a visitor's own claims never do."""
    from monitoring.middleware import client_address

    settings.TRUSTED_PROXY_HOPS = hops
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    client_address(lambda _: None)(request)
    assert request.META["REMOTE_ADDR"] == expected


def test_the_admin_signs_in_and_is_never_cached(transactional_db, site, capsys):
    """The password of the secret file opens /admin/; the cookie is locked to the host; the password is not printed."""
    from django.core.management import call_command

    call_command("ensure_admin")
    call_command("ensure_admin")
    assert os.environ["ADMIN_PASSWORD"] not in capsys.readouterr().out
    login = {"username": "admin@shop.example.com", "password": os.environ["ADMIN_PASSWORD"]}
    answer = site.post("/admin/login/?next=/admin/", login)
    assert answer.status_code == 302
    cookie = answer.cookies["__Host-sessionid"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert not cookie["domain"]
    index = site.get("/admin/")
    assert index.status_code == 200
    assert "no-store" in index["Cache-Control"]
    assert site.post("/admin/login/", {**login, "password": "wrong"}).status_code == 200


def test_passwords_are_hashed_with_argon2(transactional_db):
    """A stored password is an argon2id hash."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user("ann@example.com", password="only-for-this-test")
    assert user.password.startswith("argon2$argon2id$")


def test_static_files_arrive_whole_through_the_asgi_handler():
    """The style sheet, in as many chunks as it takes."""
    from testing.asgi import call

    status, body = call("/static/shop/shop.css", [(b"host", b"shop.example.com"), (b"x-forwarded-proto", b"https")])
    assert status == 200
    assert body == (APP_DIR / "static" / "shop" / "shop.css").read_bytes()
