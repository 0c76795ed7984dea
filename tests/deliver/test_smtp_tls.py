"""TLS and sign-in against a real server: what is trusted is used, what is not is refused before a word is said."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from newsletter.deliver.smtp import connected
from newsletter.errors import RelayError
from newsletter.model import DeliveryState, Relay

MESSAGE = b"Subject: Tides\r\n\r\nHigh at nine.\r\n"


@dataclass(frozen=True)
class Certificate:
    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


@pytest.fixture(scope="session")
def localhost(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for the name localhost, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, so there is no certificate to be had")
    folder = tmp_path_factory.mktemp("tls")
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(made.key), "-out", str(made.certificate)]
    subprocess.run([openssl, *command.split(), *names], check=True, capture_output=True)
    return made


class Keeper:
    """Takes everything, and remembers who had signed in."""

    def __init__(self) -> None:
        self.kept: list[tuple[bytes, object]] = []

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content: Any = envelope.content
        self.kept.append((content, session.auth_data))
        return "250 taken"


def _known(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, auth_data: Any) -> AuthResult:
    right = isinstance(auth_data, LoginPassword) and (auth_data.login, auth_data.password) == (b"ana", b"right")
    return AuthResult(success=right, auth_data="ana" if right else None)


Server = Callable[[str], AbstractAsyncContextManager[tuple[Keeper, int]]]


@pytest.fixture
def server(localhost: Certificate) -> Server:
    """A relay that wants "tls" from the first byte or "starttls", and then a sign-in."""

    @asynccontextmanager
    async def running(tls: str) -> AsyncIterator[tuple[Keeper, int]]:
        keeper, loop, context = Keeper(), asyncio.get_running_loop(), localhost.context()
        rules: dict[str, Any] = {"authenticator": _known, "hostname": "localhost"}
        rules |= (
            {"tls_context": context, "require_starttls": True} if tls == "starttls" else {"auth_require_tls": False}
        )
        listening = await loop.create_server(
            lambda: SMTP(keeper, loop=loop, **rules), "127.0.0.1", 0, ssl=context if tls == "tls" else None
        )
        async with listening:
            yield keeper, listening.sockets[0].getsockname()[1]

    return running


def relay_at(port: int, tls: Any, password: str = "right", host: str = "localhost") -> Relay:
    return Relay("main", host, port, tls, "ana", password)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_trusted_relay_gets_the_sign_in_and_the_message(
    server: Server, localhost: Certificate, monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(localhost.certificate))
    async with server(tls) as (keeper, port), connected(relay_at(port, tls)) as connection:
        outcome = await connection.send("letter@harbour.test", "ana@harbour.test", MESSAGE)
    assert outcome.state is DeliveryState.ACCEPTED
    assert keeper.kept == [(MESSAGE, "ana")]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(server: Server, tls: str) -> None:
    async with server(tls) as (_, port):
        with pytest.raises(RelayError, match=r"no trusted TLS.*self.signed.*check its host, port and tls") as caught:
            async with connected(relay_at(port, tls)):
                pass
    assert (caught.value.phase, caught.value.permanent) == ("tls", True)


async def test_a_certificate_for_another_name_is_refused(
    server: Server, localhost: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(localhost.certificate))
    async with server("tls") as (_, port):
        with pytest.raises(RelayError, match=r"no trusted TLS.*127\.0\.0\.1"):
            async with connected(relay_at(port, "tls", host="127.0.0.1")):
                pass
