"""The beginning of a session: connecting, EHLO, TLS, signing in; every failure names the settings to look at."""

import asyncio
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from newsletter.deliver.smtp.replies import CLOSING, Phase, Reply
from newsletter.deliver.smtp.session import Haste, Session, Source
from newsletter.deliver.smtp.wire import ConnectionEnded, Patience
from newsletter.errors import RelayError
from newsletter.model import Relay

# Phase → what went wrong, and which settings to look at.
_FAULTS = {
    Phase.CONNECT: ("cannot be reached", "host and port"),
    Phase.EHLO: ("cannot be reached", "host and port"),
    Phase.TLS: ("no trusted TLS", "host, port and tls"),
    Phase.AUTH: ("refused the sign-in", "username and password"),
}
_MECHANISMS = ("PLAIN", "LOGIN", "XOAUTH2")  # the first that the relay has; for the last, the password is a token


class _Refused(Exception):
    """A reply that is a refusal; final for 5xx."""

    def __init__(self, reply: Reply) -> None:
        self.permanent = reply.code >= 500
        super().__init__(str(reply))


async def open_session(relay: Relay, source: Source, patience: Patience, haste: Haste = Haste.RIDING) -> Session:
    """A session that is ready for its first message; raises RelayError with the phase and the remedy.

    `haste` is the most that may be sent ahead; without PIPELINING it is nothing, whatever was wished.
    """
    _complete(relay)
    session = await _connect(relay, Session(source, patience))
    try:
        features = await _introduce(relay, session)
        if relay.tls == "starttls":
            with _explained(relay, Phase.TLS):
                if "STARTTLS" not in features:
                    raise _Refused(Reply(502, "it has no STARTTLS"))  # noqa: TRY301 (explained like the others)
                _good(await session.ask(b"STARTTLS"))
                await session.secure(ssl.create_default_context(), relay.host)
            features = await _introduce(relay, session)  # what was said in the clear does not count (RFC 3207 4.2)
        if relay.username:
            with _explained(relay, Phase.AUTH):
                await _sign_in(relay, session, features.get("AUTH", "").upper().split())
        with _explained(relay, Phase.EHLO):
            session.insist()  # else nobody would be told of its end
    except BaseException:
        session.end("the beginning failed")
        raise
    session.haste = haste if "PIPELINING" in features else Haste.SERIAL
    limit = features.get("SIZE", "")
    session.size_limit = int(limit) if limit.isdigit() and int(limit) else None
    session.is_open = True
    return session


def _complete(relay: Relay) -> None:
    if relay.username and not relay.password:
        variable = f"NEWSLETTER_RELAYS__{relay.slug.replace('-', '_').upper()}__PASSWORD"
        said = f"settings.toml: relays.{relay.slug}.password: is missing; set {variable}, or {variable}_FILE"
        raise RelayError(said, phase="auth", permanent=True)


async def _connect(relay: Relay, session: Session) -> Session:
    loop = asyncio.get_running_loop()
    context = ssl.create_default_context() if relay.tls == "tls" else None
    with _explained(relay, Phase.CONNECT):
        async with asyncio.timeout(session.patience.connect):
            await loop.create_connection(lambda: session, relay.host, relay.port, ssl=context)
        try:
            _good(await session.greeting())
        except BaseException:
            session.end("not greeted")
            raise
    return session


async def _introduce(relay: Relay, session: Session) -> dict[str, str]:
    """EHLO, and what the relay can do by it: keyword → its parameters."""
    with _explained(relay, Phase.EHLO):
        lines = _good(await session.ask(f"EHLO {_own_name(session)}".encode("ascii"))).lines[1:]
    words = (line.replace("=", " ", 1).partition(" ") for line in lines)  # "AUTH=PLAIN": old servers
    return {keyword.upper(): parameters.strip() for keyword, _, parameters in words}


def _own_name(session: Session) -> str:
    """This machine's full name, else its address (RFC 5321 4.1.4); not looked up, which may take seconds."""
    name = socket.gethostname()
    if name.isascii() and "." in name.strip("."):
        return name
    address = str(session.transport.get_extra_info("sockname")[0]).partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


async def _sign_in(relay: Relay, session: Session, offered: list[str]) -> None:
    user, password = relay.username or "", relay.password or ""
    mechanism = next((name for name in _MECHANISMS if name in offered), None)
    if mechanism is None:
        known = ", ".join(_MECHANISMS)
        raise _Refused(Reply(504, f"it offers {' '.join(offered) or 'no sign-in'}; we know {known}"))
    if mechanism == "LOGIN":
        _good(await session.ask(b"AUTH LOGIN"), 3)
        _good(await session.ask(b64encode(user.encode())), 3)
        secret = b64encode(password.encode())
        _good(_without(secret, await session.ask(secret)))
        return
    said = f"\0{user}\0{password}" if mechanism == "PLAIN" else f"user={user}\1auth=Bearer {password}\1\1"
    secret = b64encode(said.encode())
    reply = await session.ask(f"AUTH {mechanism} ".encode() + secret)
    if mechanism == "XOAUTH2" and reply.code // 100 == 3:
        reply = await session.ask(b"")  # it explains itself in a challenge, and refuses once that is answered
    _good(_without(secret, reply))


def _without(secret: bytes, reply: Reply) -> Reply:
    """A reply that may be shown: some relays repeat the command that they refuse."""
    return reply._replace(text=reply.text.replace(secret.decode(), "…"))


def _good(reply: Reply, digit: int = 2) -> Reply:
    if reply.code // 100 != digit:
        raise _Refused(reply)
    return reply


@contextmanager
def _explained(relay: Relay, phase: Phase) -> Iterator[None]:
    """Turns what goes wrong in a phase into a RelayError with the setting to look at."""
    try:
        yield
    except (OSError, UnicodeError, ConnectionEnded, _Refused) as error:
        phase = Phase.TLS if isinstance(error, ssl.SSLError) else phase
        busy = isinstance(error, _Refused) and str(error).startswith(str(CLOSING))
        fault, settings = ("is too busy", "connections and rate") if busy else _FAULTS[phase]
        said = str(error) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)
        message = f"settings.toml: relays.{relay.slug}: {relay.host}:{relay.port}: {fault}: {said}"
        final = isinstance(error, ssl.SSLError) or (isinstance(error, _Refused) and error.permanent)
        raise RelayError(f"{message}; check its {settings}", phase=phase.value, permanent=final) from error
