"""A feed on loopback that a project reads; nobody else may be asked."""

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.web_server import Web

ITEM = "<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><description>{text}</description></item>"


@pytest.fixture
def feed(web: Web, project: Path) -> Web:
    """The project's second source; it has one article, and a picture that is not to be had."""
    text = '&lt;p&gt;White. &lt;img src="https://127.0.0.1:1/salt.png"&gt;&lt;/p&gt;'
    put_items(web, ITEM.format(guid="salt", title="Salt on the quay", text=text))
    settings = project / "settings.toml"
    source = f'name = "blog"\nkind = "feed"\nurl = "{web.url("/feed")}"\nallow_hosts = ["127.0.0.1"]\n'
    settings.write_text(f"{settings.read_text('utf-8')}\n[[sources]]\n{source}", "utf-8")
    return web


def put_items(site: Web, *items: str) -> None:
    site.put("/feed", f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode())


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Whatever this process looks up or connects to from now on; it gets there all the same."""
    gone: list[object] = []
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def looked_up(host: Any, *rest: Any, **named: Any) -> Any:
        gone.append(host)
        return look_up(host, *rest, **named)

    def connected(self: socket.socket, address: Any) -> None:
        gone.append(address)
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket.socket, "connect", connected)
    return gone
