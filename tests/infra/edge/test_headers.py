"""What the edge and the app say about every answer (W1, W3, W4, O5)."""

from __future__ import annotations

import httpx
import pytest

from tests.infra.support.site import Site

YEAR_SECONDS = 31_536_000
PAGES = ("/", "/admin/login/", "/no-such-page/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_security_headers(site: Site, path: str) -> None:
    """HSTS, nosniff, referrer and framing policy, and a content policy without inline code, also on errors (O5)."""
    headers = site.get(path).headers

    assert f"max-age={YEAR_SECONDS}" in headers["strict-transport-security"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "strict-origin-when-cross-origin", "no-referrer")
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", [*PAGES, "/static/no-such-file.css"])
def test_nobody_tells_software_or_versions(site: Site, path: str) -> None:
    """Neither server, version nor framework is named (W1, O5)."""
    headers = site.get(path).headers

    assert "/" not in headers.get("server", ""), headers["server"]
    assert not {"x-powered-by", "via", "x-aspnet-version"} & set(headers)


def test_no_security_header_is_sent_twice(site: Site) -> None:
    """A header set by both the app and the edge would mean two homes, and the browser picks one (O5)."""
    names = [name.lower() for name, _ in site.get("/").headers.multi_items() if name.lower() != "set-cookie"]

    assert len(names) == len(set(names)), sorted(names)


def test_each_request_has_an_id_of_its_own(site: Site) -> None:
    """The id that joins log lines is new for each request, also when the page comes from the cache (M7)."""
    with site.browse() as client:
        ids = {client.get("/").headers["x-request-id"] for _ in range(3)}

    assert len(ids) == 3


def test_plain_http_leads_to_https(site: Site) -> None:
    """http:// is answered by a permanent redirect to the same path, and by nothing else (W4)."""
    answer = httpx.get(f"{site.plain_origin}/products/x/?page=2", follow_redirects=False, trust_env=False)

    assert answer.status_code in (301, 308)
    assert answer.headers["location"] == f"{site.origin}/products/x/?page=2"
    assert "set-cookie" not in answer.headers


def test_another_host_name_is_refused(site: Site) -> None:
    """A request for a name that is not the site's gets no page, so nothing can be poisoned by it (O5)."""
    for name in ("elsewhere.example.com", f"{site.facts.domain}.example.com"):
        answer = site.get("/", headers={"Host": name})
        assert answer.status_code in (400, 421), name
        assert name not in answer.text


def test_cookies_are_for_this_site_over_tls_alone(site: Site) -> None:
    """The cookies of the login page are Secure, HttpOnly, SameSite and bound to the host (O5)."""
    answer = site.get("/admin/login/")
    cookies = answer.headers.get_list("set-cookie")

    assert cookies, "the login page sets no CSRF cookie: nothing was proved"
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"secure", "httponly", "samesite=lax"} <= {part.strip().lower() for part in cookie.split(";")}
