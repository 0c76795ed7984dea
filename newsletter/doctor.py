"""Tries everything a project leans on, one by one, and says in plain words what it found; for `newsletter doctor`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import partial

import dns.asyncresolver
import dns.exception
import dns.resolver

from newsletter.articles.pictures import THEME
from newsletter.deliver.preflight import base_url_fault
from newsletter.deliver.smtp.single import connected
from newsletter.errors import DatabaseError, NewsletterError, RelayError
from newsletter.pipeline import lately, open_kit, pull_all
from newsletter.settings import Settings
from newsletter.store.database import open_database

_DNS_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was tried."""

    what: str
    well: bool
    said: str


async def examine(settings: Settings, now: datetime) -> list[Examined]:
    """Everything, in the order in which a project comes to need it; nothing is changed and nobody is mailed."""
    parts = (_database, partial(_sources, now=now), _relays, _base_url, _senders)
    return [found for part in parts async for found in part(settings)]


async def _database(settings: Settings) -> AsyncIterator[Examined]:
    kind = "the embedded server" if settings.database_url is None else "the server of [database] url"
    try:
        async with open_database(settings.database_url, settings.project) as pool, pool.connection() as connection:
            cursor = await connection.execute("SHOW server_version")
            row = await cursor.fetchone()
        yield Examined("database", True, f"{kind} answers: PostgreSQL {row[0] if row else ''}")
    except DatabaseError as error:
        yield Examined("database", False, str(error))


async def _sources(settings: Settings, now: datetime) -> AsyncIterator[Examined]:
    try:
        kit = open_kit(settings)
    except NewsletterError as error:
        yield Examined("templates and catalogues", False, str(error))
        return
    for one in await asyncio.to_thread(pull_all, kit, lately(kit, now)):
        if one.source == THEME:
            yield Examined(THEME, False, "; ".join(one.warnings))
        else:
            said = one.error or f"{len(one.articles)} articles, {len(one.skipped)} skipped"
            yield Examined(f"source {one.source}", one.error is None, said)


async def _relays(settings: Settings) -> AsyncIterator[Examined]:
    if not settings.relays:
        yield Examined("relays", False, "settings.toml: relays: none is set; add [relays.main] to send mail")
    for slug, relay in settings.relays.items():
        try:
            async with connected(relay):
                yield Examined(f"relay {slug}", True, f"{relay.host}:{relay.port} takes our mail ({relay.tls})")
        except RelayError as error:
            yield Examined(f"relay {slug}", False, str(error))


async def _base_url(settings: Settings) -> AsyncIterator[Examined]:
    fault = await base_url_fault(settings)
    well = "answers as this project" if settings.links == "redirect" else 'is not needed: links = "utm"'
    yield Examined("base_url", fault is None, fault or f"{settings.base_url} {well}")


async def _senders(settings: Settings) -> AsyncIterator[Examined]:
    """Mailbox providers ask for SPF and DMARC of every bulk sender's domain."""
    for domain in sorted({parseaddr(region.sender)[1].rpartition("@")[2] for region in settings.regions.values()}):
        try:
            missing = [name for name, record in _RECORDS.items() if not await _has(record[0].format(domain), record[1])]
        except (dns.exception.DNSException, OSError) as error:
            yield Examined(f"sender {domain}", False, f"its DNS could not be asked: {type(error).__name__}")
            continue
        said = f"no {' and no '.join(missing)} record; ask whoever keeps its DNS" if missing else "has SPF and DMARC"
        yield Examined(f"sender {domain}", not missing, said)


_RECORDS = {"SPF": ("{}", "v=spf1"), "DMARC": ("_dmarc.{}", "v=dmarc1")}


async def _has(name: str, begins: str) -> bool:
    try:
        answer = await dns.asyncresolver.resolve(name, "TXT", lifetime=_DNS_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return False
    return any(b"".join(record.strings).decode("ascii", "replace").lower().startswith(begins) for record in answer)
