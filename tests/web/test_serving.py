"""Serving on this computer: says where it listens, leaves signals alone, and stops when it is told to."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from newsletter.errors import NewsletterError
from newsletter.web.serving import serve


async def greet(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


APP = Starlette(routes=[Route("/", greet)])


@asynccontextmanager
async def served(name: str = "Studio") -> AsyncIterator[str]:
    """The one line that the server says; on leaving, it is told to stop."""
    stop, said = asyncio.Event(), asyncio.Queue[str]()
    serving = asyncio.create_task(serve(APP, 0, stop, name, said.put_nowait))
    try:
        yield await asyncio.wait_for(said.get(), 10)
    finally:
        stop.set()
        await asyncio.wait_for(serving, 10)
        assert said.empty()


async def test_it_says_its_name_and_a_url_that_answers() -> None:
    async with served() as line, httpx.AsyncClient(trust_env=False) as client:
        name, _, url = line.partition(": ")
        assert name == "Studio" and url.startswith("http://127.0.0.1:")
        assert (await client.get(url)).text == "hello"


async def test_it_answers_no_more_once_it_was_told_to_stop() -> None:
    async with served() as line:
        port = urlsplit(line.partition(": ")[2]).port
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port or 0)):
        pass


async def test_it_listens_on_one_address_of_this_computer_only() -> None:
    async with served() as line:
        port = urlsplit(line.partition(": ")[2]).port
        with pytest.raises(OSError), suppress(TimeoutError), socket.create_connection(("127.0.0.2", port or 0)):  # noqa: PT011 (which error depends on the system)
            pass


async def test_it_leaves_signals_to_its_caller() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with served():
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


@pytest.mark.parametrize(("name", "option"), [("Studio", "--studio-port"), ("Readers' pages", "--public-port")])
async def test_a_port_in_use_is_an_error_that_names_it_and_the_option(name: str, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NewsletterError, match=rf"{name}: port {port} .*{option}"):
            await serve(APP, port, asyncio.Event(), name, print)


async def test_a_port_that_cannot_exist_is_the_same_error() -> None:
    with pytest.raises(NewsletterError, match="port 99999"):
        await serve(APP, 99999, asyncio.Event(), "Studio", print)
