"""What stands against a real send although every edition is ready: samples, example links, a base_url nobody answers.

Called before an issue starts, by `newsletter send` and by the clock. Each obstacle is one sentence with its remedy.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from psycopg_pool import AsyncConnectionPool

from newsletter.ctas.urls import asked_at
from newsletter.ctas.verdicts import is_example
from newsletter.deliver.message import proof
from newsletter.model import Edition, Relay
from newsletter.settings import Settings
from newsletter.starter import bundled
from newsletter.store import subscribers
from newsletter.store.verdicts import Verdicts

FINGERPRINT_PATH = "/.well-known/newsletter"  # the public pages answer here with the project's fingerprint


async def obstacles(
    settings: Settings, editions: Sequence[Edition], pool: AsyncConnectionPool, now: datetime
) -> list[str]:
    """Everything that stands against sending these editions of one issue; empty when nothing does."""
    return [obstacle async for obstacle in _found(settings, editions, pool, now)]


async def base_url_fault(settings: Settings) -> str | None:
    """Why readers' clicks would be lost, or None: `base_url` answers as this very project, or links are direct."""
    if settings.links == "utm":
        return None
    url = settings.base_url + FINGERPRINT_PATH
    remedy = 'start newsletter run public there, or set links = "utm"'
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"settings.toml: newsletter.base_url: {settings.base_url} does not answer ({_said(error)}); {remedy}"
    if answer.status_code != 200 or answer.text.strip() != settings.fingerprint:
        return f"settings.toml: newsletter.base_url: {settings.base_url} answers, but not as this project; {remedy}"
    return None


def is_loopback(relay: Relay) -> bool:
    """Whether a relay is on this very machine."""
    try:
        return ip_address(relay.host).is_loopback
    except ValueError:
        return relay.host.lower() == "localhost"


async def _found(
    settings: Settings, editions: Sequence[Edition], pool: AsyncConnectionPool, now: datetime
) -> AsyncIterator[str]:
    region = settings.regions[editions[0].issue.region]
    relay = settings.relay_of(region)
    if relay is None:
        yield "settings.toml: relays: none is set; add [relays.main] with its host and port"
        return
    for edition in editions:
        if fault := _message_fault(settings, edition):
            yield fault
    if fault := await base_url_fault(settings):
        yield fault
    for fault in _broken_buttons(settings, editions, now):
        yield fault
    if is_loopback(relay):
        return
    if samples := sorted(_sample_articles(editions)):
        yield f"sample article {samples[0]} would go out; remove the samples (newsletter init . --clear-samples)"
    if links := sorted(_example_links(editions)):
        yield f"a link leads to {links[0]}, which is only an example; correct it in the article or the CTA"
    async with pool.connection() as connection:
        if await subscribers.has_samples(connection, region.slug):
            yield "the audience holds sample subscribers; remove the samples (newsletter init . --clear-samples)"


def _message_fault(settings: Settings, edition: Edition) -> str | None:
    """Why no message can be made of an edition, before its audience is frozen: every recipient's would fail alike."""
    try:
        proof(settings, edition, "reader@example.invalid", datetime(2000, 1, 1, tzinfo=UTC))
    except ValueError as error:
        return f"no message can be made: {error}; correct the sender, base_url or subject"
    return None


def _broken_buttons(settings: Settings, editions: Sequence[Edition], now: datetime) -> Iterator[str]:
    """CTAs that were found broken within the last hour, after the approval: nobody is asked while an issue waits."""
    pages = {asked_at(link.target): link for edition in editions for link in edition.links if link.cta}
    for page, verdict in Verdicts.of(settings.project).known(pages, now).items():
        if verdict.state == "broken":
            link = pages[page]
            said = f"the CTA {link.cta}, “{link.label:.60}”, leads to {page:.300}: {verdict.said}"
            yield f"{said}; correct its url, or approve the issue again once the page is there"


def _sample_articles(editions: Sequence[Edition]) -> set[str]:
    samples = {path.name for path in bundled("articles").iterdir()}
    keys = (article.partition(":")[2] for edition in editions for article, _ in edition.articles)
    return {Path(key).name for key in keys} & samples


def _example_links(editions: Sequence[Edition]) -> set[str]:
    hosts = {urlsplit(link.target).hostname or "" for edition in editions for link in edition.links}
    return set(filter(is_example, hosts))


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
