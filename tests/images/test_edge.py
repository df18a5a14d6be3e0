"""The edge image: nginx with the modules the configuration in `nginx/` loads."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.images.container import Container, wait_until

pytestmark = pytest.mark.live

Containers = Callable[[str], Container]
Ports = Callable[[], int]


def test_edge_compresses_caches_and_purges(container: Containers, free_port: Ports, tmp_path: Path) -> None:
    """brotli and gzip for those who ask; HIT on the second request, MISS after a purge (W4, C7)."""
    edge, port, origin = container("edge"), free_port(), free_port()
    configuration, scratch = tmp_path / "nginx", tmp_path / "scratch"
    configuration.mkdir()
    scratch.mkdir()
    (configuration / "nginx.conf").write_text(EDGE % {"port": port, "origin": origin})
    edge.mount(configuration, "/etc/nginx")
    edge.mount(scratch, "/tmp", read_only=False)  # noqa: S108  the container's /tmp, not this machine's (2026-11-23; stays)
    edge.run(*edge.entrypoint("-t"))
    edge.start(*edge.entrypoint("-g", "daemon off;"), log=tmp_path / "edge.log")
    site = f"http://127.0.0.1:{port}"

    def get(path: str, encoding: str = "identity") -> tuple[str | None, str | None]:
        answer = httpx.get(site + path, headers={"Accept-Encoding": encoding}).raise_for_status()
        return answer.headers.get("X-Cache"), answer.headers.get("Content-Encoding")

    def answers() -> bool:
        try:
            return bool(get("/ready"))
        except httpx.TransportError:
            return False

    wait_until(answers, "nginx answers", tmp_path / "edge.log")
    assert [get("/page")[0], get("/page")[0]] == ["MISS", "HIT"]
    assert httpx.get(f"{site}/purge/page").status_code == httpx.codes.OK
    assert get("/page")[0] == "MISS"
    assert (get("/page", "br")[1], get("/page", "gzip")[1], get("/page")[1]) == ("br", "gzip", None)


EDGE = """
load_module /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so;
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
load_module /usr/lib/nginx/modules/ngx_http_cache_purge_module.so;
pid /tmp/nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
    proxy_cache_path /tmp/cache keys_zone=pages:1m use_temp_path=off;
    gzip on; gzip_proxied any; gzip_min_length 1;
    brotli on; brotli_min_length 1;
    server {
        listen 127.0.0.1:%(origin)d;
        default_type text/html;
        location / { add_header Cache-Control max-age=60; return 200 "a page, a page, a page, a page, a page"; }
    }
    server {
        listen 127.0.0.1:%(port)d;
        proxy_cache pages;
        proxy_cache_key $uri;
        add_header X-Cache $upstream_cache_status always;
        location / { proxy_pass http://127.0.0.1:%(origin)d; }
        location ~ ^/purge(/.*)$ { proxy_cache_purge pages $1; }
    }
}
"""
