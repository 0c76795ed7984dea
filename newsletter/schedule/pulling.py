"""A pull, and what is remembered of it: the database knows each article again, however it is called by now.

    asked ──sources──▶ Pulled… ──recognise──▶ remembered, or withdrawn ──▶ clusters ──▶ twins and related articles

A source that was pulled before is asked for what has changed since, and for all that an issue could still carry, so
that what is gone there is known to be gone.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from psycopg import AsyncConnection

from newsletter.articles.choosing.curation import keep
from newsletter.articles.recognising.clusters import roots
from newsletter.articles.recognising.compared import compare
from newsletter.articles.recognising.likeness import Likened
from newsletter.articles.recognising.recognise import Recognised, recognise
from newsletter.articles.sources import Asked, Pulled, Tell, quietly
from newsletter.model import KeptPicture, Override
from newsletter.pipeline import kept_pictures, longest_window, pull_all
from newsletter.schedule.desk import Desk
from newsletter.store import articles, curations, likenesses, served_pictures, sources
from newsletter.store.articles import Left
from newsletter.store.pictures import Pictures


async def pull(desk: Desk, tell: Tell = quietly) -> tuple[Pulled, ...]:
    """Fetches every source and remembers what came, forgets what is gone; a broken source is reported in its place."""
    began = desk.now()
    pulled = await asyncio.to_thread(pull_all, desk.kit, await asked(desk), tell, await by_hand(desk))
    return await remember(desk, pulled, began)


async def asked(desk: Desk) -> Mapping[str, Asked]:
    """What each source that was pulled before is asked for; the others are asked for all they have."""
    async with desk.pool.connection() as connection:
        last = await sources.last_pulled(connection)
    lately = desk.now() - longest_window(desk.kit)
    return {name: Asked(published_since=lately, changed_since=when) for name, when in last.items()}


async def by_hand(desk: Desk) -> tuple[str, ...]:
    """The addresses of the pictures that editors have given articles in issues to come."""
    async with desk.pool.connection() as connection:
        return tuple(one.image for one in await _overrides(connection) if one.image)


async def remember(desk: Desk, pulled: Sequence[Pulled], began: datetime) -> tuple[Pulled, ...]:
    """Keeps in the database what was pulled of every source in a pull that began then, and forgets what is gone.

    What was pulled, with what of it is news to the database.
    """
    now = desk.now()
    async with desk.pool.connection() as connection:
        await sources.keep_to_ourselves(connection)
        last = await sources.last_pulled(connection)
        backlogs = [one.name for one in desk.kit.settings.sources if one.backlog == "seen" and one.name not in last]
        arrived = [article for one in pulled for article in one.articles]
        known = await articles.bearing(connection, [alias for article in arrived for alias in article.aliases])
        recognised = recognise(arrived, known)
        changed = await articles.remember(connection, recognised, now, began=began, backlogs=backlogs)
        gone = await articles.withdraw(
            connection,
            sources=[one.source for one in pulled],
            complete=[Left(one.source, one.complete_since) for one in pulled if one.complete_since],
            # A file that cannot be read just now, half-saved perhaps, is not gone.
            ids=[*(one.article.id for one in recognised), *_skipped(pulled)],
            began=began,
        )
        await articles.gather(connection, roots(await articles.named(connection)))
        if changed or gone:
            await _compare(connection, recognised, {*changed, *gone}, now - longest_window(desk.kit))
        known_sources = {one.name for one in desk.kit.settings.sources}
        whole = [one.source for one in pulled if one.error is None and one.source in known_sources]
        await sources.pulled(connection, whole, began)
        await _keep_given(connection, desk)
        given = [one.picture for one in await _overrides(connection) if one.picture]
        pictures = [*(picture for one in arrived for picture in one.pictures.values()), *given]
        in_use = await _show(connection, desk, pictures, now)
    await asyncio.to_thread(_folder(desk).sweep, in_use, (now - timedelta(days=1)).timestamp())  # once it is committed
    before = {one.id for one in known}
    news: dict[str, Literal["new", "changed"]] = {
        article.id: "changed" if one.article.id in before else "new"
        for article, one in zip(arrived, recognised, strict=True)
        if one.article.id in changed
    }
    return tuple(_with_news(one, news, gone) for one in pulled)


async def relate(desk: Desk, ids: Collection[str]) -> None:
    """Finds what is related to those of these articles that are too old for a pull to have asked for them."""
    async with desk.pool.connection() as connection:
        await sources.keep_to_ourselves(connection)
        if asking := await articles.asking(connection, also=list(ids)):
            every = await likenesses.every(connection)
            _, related = await asyncio.to_thread(compare, every, (), set(asking))
            await likenesses.relate(connection, related)


def _with_news(one: Pulled, news: Mapping[str, Literal["new", "changed"]], gone: Sequence[str]) -> Pulled:
    its = {article.id: news[article.id] for article in one.articles if article.id in news}
    return replace(one, news=its, gone=tuple(name for name in gone if name.startswith(f"{one.source}:")))


async def _compare(
    connection: AsyncConnection, recognised: Sequence[Recognised], moved: set[str], lately: datetime
) -> None:
    """Finds twins of what has moved, and what is related to what an issue could still carry."""
    fresh = [one.article for one in recognised if one.article.id in moved]
    await likenesses.keep(connection, await asyncio.to_thread(lambda: [Likened.of(article) for article in fresh]))
    pinned = await curations.pinned(connection)
    asking = await articles.asking(connection, since=lately, also=pinned, moved=sorted(moved))
    every = await likenesses.every(connection)
    twins, related = await asyncio.to_thread(compare, every, moved, set(asking))
    await likenesses.pair(connection, twins)
    await likenesses.relate(connection, related)


async def _overrides(connection: AsyncConnection) -> list[Override]:
    return [given for _, curation in await curations.overridden(connection) for given in curation.overrides.values()]


async def _keep_given(connection: AsyncConnection, desk: Desk) -> None:
    """Enters what has been kept of the pictures that editors have given."""
    change = keep(_folder(desk).kept)
    for issue, before in await curations.overridden(connection):
        if (after := change(before)) != before:
            await curations.keep(connection, issue, after)


async def _show(
    connection: AsyncConnection, desk: Desk, pictures: Sequence[KeptPicture], now: datetime
) -> Collection[str]:
    """Has readers find the pictures of what arrived, and forgets what nobody is shown any more; the names in use."""
    if desk.kit.settings.pictures == "served":
        await served_pictures.publish(connection, _folder(desk), pictures, now)
    await served_pictures.forget(connection, now)
    return await served_pictures.in_use(connection) | {picture.name for picture in pictures}


def _folder(desk: Desk) -> Pictures:
    return kept_pictures(desk.kit.settings.project)


def _skipped(pulled: Sequence[Pulled]) -> list[str]:
    """The ids that skipped files would have; of what is skipped elsewhere, which is named by its address, nobody's."""
    return [f"{one.source}:{skipped.place}" for one in pulled for skipped in one.skipped]
