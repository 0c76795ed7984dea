"""One kept connection to a relay; the seam behind which a faster client can take its place.

    async with connected(relay) as connection:
        outcome = await connection.send(sender, address, message)

An outcome says what became of one message; RelayError says that the relay as a whole cannot be used.
"""

import asyncio
import re
import smtplib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from newsletter.errors import RelayError
from newsletter.model import DeliveryState, Relay

_TIMEOUT = 60.0  # seconds, for each reply
_LEADING_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message, and the relay's own words."""

    state: DeliveryState  # ACCEPTED, DEFERRED, REJECTED or UNCERTAIN
    reply: str


class Connection:
    """A session with a relay that takes one message after the other."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._session: smtplib.SMTP | None = None

    async def open(self) -> smtplib.SMTP:
        """Connects, secures and signs in where it has not yet; raises RelayError with the remedy."""
        if self._session is None:
            self._session = await asyncio.to_thread(_open, self._relay)
        return self._session

    async def send(self, sender: str, address: str, message: bytes) -> Outcome:
        """Hands over one message, on a new session where the last one was lost; raises RelayError."""
        session = await self.open()
        try:
            return await asyncio.to_thread(_transact, session, sender, address, message)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            await self.close()
            # Nothing of the body had left, so the message is as it was and may be tried again.
            raise RelayError(f"{self._relay.slug}: connection lost: {error}", phase="mail", permanent=False) from error
        finally:
            if session.sock is None:
                self._session = None

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(OSError, smtplib.SMTPException):
                await asyncio.to_thread(session.quit)


@asynccontextmanager
async def connected(relay: Relay) -> AsyncIterator[Connection]:
    """An open connection, closed at the end."""
    connection = Connection(relay)
    await connection.open()
    try:
        yield connection
    finally:
        await connection.close()


def _open(relay: Relay) -> smtplib.SMTP:
    where = f"relays.{relay.slug}"
    _complete(relay, where)
    context = ssl.create_default_context()
    try:
        if relay.tls == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=_TIMEOUT, context=context)
        else:
            session = smtplib.SMTP(relay.host, relay.port, timeout=_TIMEOUT)
        # Nagle's algorithm against delayed acknowledgements costs 40 ms a message.
        _socket(session).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if relay.tls == "starttls":
            session.starttls(context=context)
        if relay.username:
            session.login(relay.username, relay.password or "")
        else:
            session.ehlo_or_helo_if_needed()
    except ssl.SSLError as error:
        raise _refused(
            where, "tls", f"no trusted TLS with {relay.host}:{relay.port}: {error}", "host and tls"
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        said = _words(error.smtp_code, error.smtp_error)
        raise _refused(where, "auth", f"the relay refused the sign-in: {said}", "username and password") from error
    except smtplib.SMTPNotSupportedError as error:
        raise _refused(where, "tls", f"{relay.host}:{relay.port}: {error}", "tls, port and username") from error
    except (OSError, smtplib.SMTPException) as error:
        raise _refused(
            where, "connect", f"{relay.host}:{relay.port} does not answer: {error}", "host and port"
        ) from error
    return session


def _socket(session: smtplib.SMTP) -> socket.socket:
    if session.sock is None:
        raise smtplib.SMTPServerDisconnected("the relay hung up at once")
    return session.sock


def _complete(relay: Relay, where: str) -> None:
    if relay.username and not relay.password:
        variable = f"NEWSLETTER_RELAYS__{relay.slug.replace('-', '_').upper()}__PASSWORD"
        raise RelayError(
            f"settings.toml: {where}.password: is missing; set {variable}, or {variable}_FILE",
            phase="auth",
            permanent=True,
        )


def _refused(where: str, phase: str, said: str, check: str) -> RelayError:
    return RelayError(f"settings.toml: {where}: {said}; check its {check}", phase=phase, permanent=phase != "connect")


def _transact(session: smtplib.SMTP, sender: str, address: str, message: bytes) -> Outcome:
    """MAIL, RCPT, DATA, body: before the body a lost connection is an exception, after it an uncertain outcome."""
    for command in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{address}>", "DATA"):
        code, said = session.docmd(command)
        if code == 421:
            raise smtplib.SMTPServerDisconnected(_words(code, said))
        if code not in (250, 251, 354):
            if command == "DATA" or command.startswith("RCPT"):
                session.rset()
            return _refusal(command, code, said)
    try:
        end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
        session.send(_LEADING_DOT.sub(b"..", message) + end)  # RFC 5321 4.5.2
        code, said = session.getreply()
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        session.close()
        return Outcome(DeliveryState.UNCERTAIN, f"connection lost after the body was begun: {error}")
    return _refusal("body", code, said) if code != 250 else Outcome(DeliveryState.ACCEPTED, _words(code, said))


def _refusal(command: str, code: int, said: bytes) -> Outcome:
    words = _words(code, said)
    if command.startswith("MAIL") and code >= 500:
        raise RelayError(
            f"the relay refuses this sender: {words}; check the region's sender", phase="mail", permanent=True
        )
    return Outcome(DeliveryState.DEFERRED if 400 <= code < 500 else DeliveryState.REJECTED, words)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:500]
