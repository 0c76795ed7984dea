"""TLS and sign-in against a real server: what is trusted is used, what is not is refused before a word is said."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.session import Haste
from newsletter.deliver.smtp.single import connected
from newsletter.deliver.transitions import Event
from newsletter.errors import RelayError
from newsletter.model import Relay
from tests.deliver.smtp_peer import HANG, Answer, Rogue, Then, line, running
from tests.deliver.smtp_pile import BODY, PATIENCE, Letter, Pile, carry

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
    async with server(tls) as (keeper, port), connected(relay_at(port, tls)) as client:
        outcome = await client.send("letter@harbour.test", "ana@harbour.test", MESSAGE)
    assert outcome.event is Event.ACCEPT
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


async def test_a_relay_that_speaks_plainly_where_tls_was_wanted_gets_nothing() -> None:
    async with running(Rogue()) as rogue:
        with pytest.raises(RelayError, match="no trusted TLS") as caught:
            await open_session(secured(rogue, "tls"), Pile(), PATIENCE)
    assert (caught.value.phase, caught.value.permanent) == ("tls", True)
    assert rogue.heard("EHLO") == []


# ── between STARTTLS and TLS: whoever is between us and the relay may speak (CVE-2011-0411) ────────


def secured(rogue: Rogue, tls: Any = "starttls") -> Relay:
    return replace(rogue.relay, host="localhost", tls=tls)


async def refused(rogue: Rogue) -> RelayError:
    letter = Letter("ana")
    with pytest.raises(RelayError) as caught:
        await open_session(secured(rogue), Pile(letter), PATIENCE)
    assert letter.begun == 0
    return caught.value


async def test_a_relay_without_starttls_gets_nothing() -> None:
    async with running(Rogue()) as rogue:
        error = await refused(rogue)
    assert (error.phase, error.permanent) == ("tls", True)
    assert "no trusted TLS: 502 it has no STARTTLS; check its host, port and tls" in str(error)
    assert len(rogue.commands) == 1


@pytest.mark.parametrize(
    "more", [b"250 injected\r\n", b"250-relay\r\n250 PIPELINING\r\n", b"25", b"250-half\r\n", b"\r\n", b"\x16\x03"]
)
async def test_what_is_said_between_starttls_and_tls_ends_the_session(
    more: bytes, localhost: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(localhost.certificate))
    async with running(Rogue(("STARTTLS",), localhost.context())) as rogue:
        rogue.says("STARTTLS", Answer(b"220 go on\r\n" + more))
        error = await refused(rogue)
    assert (error.phase, error.permanent) == ("tls", False)
    assert "the relay spoke before TLS began" in str(error)
    assert [text.partition(" ")[0] for text in rogue.commands] == ["EHLO", "STARTTLS"]  # nothing more in the clear


async def test_what_is_said_in_the_clear_before_starttls_ends_the_session_too() -> None:
    async with running(Rogue(("STARTTLS",))) as rogue:
        rogue.says("EHLO", Answer(b"250-relay\r\n250 STARTTLS\r\n220 go on, and be quick\r\n"))
        assert (await refused(rogue)).phase == "tls"
    assert rogue.heard("STARTTLS") == []


async def test_a_relay_that_hangs_up_in_the_handshake_is_no_certificates_fault(localhost: Certificate) -> None:
    async with running(Rogue(("STARTTLS",), localhost.context())) as rogue:
        rogue.says("STARTTLS", line("220 go on", Then.CLOSE))
        error = await refused(rogue)
    assert (error.phase, error.permanent) == ("tls", False)


async def test_what_a_relay_promises_in_the_clear_does_not_count_once_tls_is_there(
    localhost: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(localhost.certificate))
    async with running(Rogue(("SIZE 2000",), localhost.context())) as rogue:
        rogue.says("EHLO", Answer(b"250-relay\r\n250-STARTTLS\r\n250-PIPELINING\r\n250-SIZE 9\r\n250 AUTH PLAIN\r\n"))
        session = await open_session(secured(rogue), Pile(), PATIENCE)
        assert (session.haste, session.size_limit) == (Haste.SERIAL, 2000)
        session.leave()
        rogue.says("EHLO", Answer(b"250-relay\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"))
        with pytest.raises(RelayError, match="it offers no sign-in"):
            await open_session(replace(secured(rogue), username="ana", password="s3cret"), Pile(), PATIENCE)
    assert rogue.heard("AUTH") == []


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("haste", Haste)
@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("wire", [BODY, b"High at nine.\r\n" * 100_000 + BODY], ids=["small", "large"])
async def test_letters_go_under_tls_as_in_the_clear_and_are_waited_for_as_long(
    wire: bytes, tls: str, haste: Haste, place: int, localhost: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(localhost.certificate))
    pile = Pile(*(Letter(name, wire) for name in ("ana", "omar", "wen")))
    rogue = Rogue(("STARTTLS", "PIPELINING"), localhost.context())
    async with running(rogue, tls=tls == "tls"):
        rogue.relay = secured(rogue, tls)
        rogue.says("BODY", HANG, after=place)
        assert await carry(rogue, pile, haste) == [PATIENCE.final_dot]
    last = [letter.events[-1] for letter in pile.letters]
    assert last == [Event.LOSE if number == place else Event.ACCEPT for number in range(3)]
