"""One kept connection to a relay; the seam behind which a faster client can take its place.

    async with connected(relay) as connection:
        outcome = await connection.send(sender, address, message)

An outcome says what became of one message. RelayError says that nothing of it has left, and that the relay as a
whole cannot be used: whoever gets it may try again with the same message. (smtplib's own errors are OSErrors.)
"""

import asyncio
import re
import smtplib
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

from newsletter.errors import RelayError
from newsletter.model import DeliveryState, Relay

_TIMEOUT = 60.0  # seconds, for each reply
_FINAL_DOT = 600.0  # seconds: who stops waiting here does not know what became of the message (RFC 5321 4.5.3.2.6)
_LEADING_DOT = re.compile(rb"(?m)^\.")
_CLOSING = 421  # the relay ends the session with it, whatever it answers (RFC 5321 3.8)
_NOT_SIGNED_IN = 530  # RFC 4954 4: it is about us, at whatever command it comes

# Phase of the beginning → what went wrong, and which settings to look at.
_FAULTS = {
    "connect": ("cannot be reached", "host and port"),
    "tls": ("no trusted TLS", "host, port and tls"),
    "auth": ("refused the sign-in", "username and password"),
}
_AFTER_THE_BODY = {2: DeliveryState.ACCEPTED, 4: DeliveryState.DEFERRED, 5: DeliveryState.REJECTED}  # first digit


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
        self._used = False  # the session has carried a message

    async def open(self) -> None:
        """Connects, secures and signs in where it has not yet; raises RelayError with the remedy."""
        if self._session is None:
            self._session, self._used = await asyncio.to_thread(_open, self._relay), False

    async def send(self, sender: str, address: str, message: bytes) -> Outcome:
        """Hands over one message; both addresses in ASCII. Raises RelayError while nothing of it has left."""
        await self.open()
        session, used, self._session = self._session, self._used, None  # ours alone while the message is on its way
        assert session is not None  # noqa: S101 (opened two lines above)
        try:
            outcome = await asyncio.to_thread(_transact, session, sender, address, message)
        except RelayError:
            session.close()
            raise
        except OSError as error:
            session.close()
            if not used:
                said = f"relays.{self._relay.slug}: connection lost: {error}"
                raise RelayError(said, phase="mail", permanent=False) from error
            # Relays hang up on sessions that were idle or have carried enough: a new one tells whether they are there.
            return await self.send(sender, address, message)
        if session.sock is not None:
            self._session, self._used = session, True
        return outcome

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(OSError):
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


# ── the beginning of a session ─────────────────────────────────────────────────────────────────────


def _open(relay: Relay) -> smtplib.SMTP:
    _complete(relay)
    context = ssl.create_default_context()
    with _explained(relay, "connect"):
        session = _connect(relay, context)
    try:
        if relay.tls == "starttls":
            with _explained(relay, "tls"):
                session.starttls(context=context)
        if relay.username:
            with _explained(relay, "auth"):
                session.login(relay.username, relay.password or "")
        with _explained(relay, "connect"):
            session.ehlo_or_helo_if_needed()
    except RelayError:
        session.close()
        raise
    return session


def _connect(relay: Relay, context: ssl.SSLContext) -> smtplib.SMTP:
    if relay.tls == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=_TIMEOUT, context=context)
    else:
        session = smtplib.SMTP(relay.host, relay.port, timeout=_TIMEOUT)
    # Nagle's algorithm against delayed acknowledgements costs 40 ms a message.
    _socket(session).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return session


def _complete(relay: Relay) -> None:
    if relay.username and not relay.password:
        variable = f"NEWSLETTER_RELAYS__{relay.slug.replace('-', '_').upper()}__PASSWORD"
        said = f"settings.toml: relays.{relay.slug}.password: is missing; set {variable}, or {variable}_FILE"
        raise RelayError(said, phase="auth", permanent=True)


@contextmanager
def _explained(relay: Relay, phase: str) -> Iterator[None]:
    """Turns what the library raises in a phase into a RelayError with the setting to look at."""
    try:
        yield
    except (OSError, UnicodeError) as error:
        phase = "tls" if isinstance(error, ssl.SSLError) else phase
        fault, settings = _FAULTS[phase]
        message = f"settings.toml: relays.{relay.slug}: {relay.host}:{relay.port}: {fault}: {_said(error)}"
        raise RelayError(f"{message}; check its {settings}", phase=phase, permanent=_is_permanent(error)) from error


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError | UnicodeError)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    if isinstance(error, UnicodeError):
        return "only ASCII characters can be sent there"
    return str(error) or type(error).__name__


# ── one message ────────────────────────────────────────────────────────────────────────────────────


def _transact(session: smtplib.SMTP, sender: str, address: str, message: bytes) -> Outcome:
    """MAIL, RCPT, DATA, body: until the body a lost connection is an exception, from there an uncertain outcome."""
    for command, go_ahead in ((f"MAIL FROM:<{sender}>", 2), (f"RCPT TO:<{address}>", 2), ("DATA", 3)):
        code, said = session.docmd(command)
        if code // 100 != go_ahead:
            return _refusal(session, command[:4], code, _words(code, said))
    return _hand_over(session, message)


def _refusal(session: smtplib.SMTP, command: str, code: int, words: str) -> Outcome:
    """A message refused before its body: the sender's fault, the recipient's, or the relay's moment."""
    if code == _NOT_SIGNED_IN or (command == "MAIL" and 500 <= code < 600):
        said = f"the relay refuses this sender: {words}; check the region's sender and the relay's username"
        raise RelayError(said, phase=command.lower(), permanent=True)
    if not 400 <= code < 600 or (command == "MAIL" and code == _CLOSING):
        raise smtplib.SMTPServerDisconnected(words)
    if code == _CLOSING:  # perhaps because of this recipient, who must not hold up the others
        session.close()
    elif command != "MAIL":
        _reset(session)
    return Outcome(DeliveryState.DEFERRED if code < 500 else DeliveryState.REJECTED, words)


def _reset(session: smtplib.SMTP) -> None:
    """The refusal stands, even where the relay hangs up on it."""
    try:
        session.rset()
    except OSError:
        session.close()


def _hand_over(session: smtplib.SMTP, message: bytes) -> Outcome:
    end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        _socket(session).settimeout(_FINAL_DOT)
        session.send(_LEADING_DOT.sub(b"..", message) + end)  # RFC 5321 4.5.2
        code, said = session.getreply()
        _socket(session).settimeout(_TIMEOUT)
    except OSError as error:
        session.close()
        return Outcome(DeliveryState.UNCERTAIN, f"connection lost after the body was begun: {error}")
    state = _AFTER_THE_BODY.get(code // 100, DeliveryState.UNCERTAIN)
    if code == _CLOSING or state is DeliveryState.UNCERTAIN:
        session.close()
    return Outcome(state, _words(code, said))


def _socket(session: smtplib.SMTP) -> socket.socket:
    if session.sock is None:
        raise smtplib.SMTPServerDisconnected("the relay hung up at once")
    return session.sock


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:500]
