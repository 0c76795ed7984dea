"""Tells the pages that are open that something has changed: a stream of server-sent events.

GET /live     data: <revision>, on connection and after each change; a comment keeps a quiet stream open

Files are watched while somebody listens, and not otherwise. The watcher only says that something may have happened,
and a survey tells whether it has: so editors may write by renaming, folders vanish and come back, and where a system
tells nothing (a network's folder, a container's) a survey twice a second does. A browser keeps six connections to one
place, so a page that nobody looks at should close its stream.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from watchfiles import awatch

from newsletter.errors import NewsletterError
from newsletter.web.studio.table.light_table import LightTable
from newsletter.web.studio.table.survey import Survey

_log = logging.getLogger(__name__)

_QUIET = 15.0  # seconds after which a comment is sent
_ANYHOW = 500  # milliseconds after which a survey is made though nothing was heard
_WATCHING: Mapping[str, Any] = {
    "watch_filter": None,
    "debounce": 50,  # milliseconds: changes closer to each other than a step are one, for so long at most
    "step": 20,
    "rust_timeout": _ANYHOW,
    "yield_on_timeout": True,
    "recursive": False,  # every folder is named, so that it is known which are watched
    "ignore_permission_denied": True,
}


class Live:
    """The streams of one studio, and the one watcher behind them; `stop` ends both at once."""

    def __init__(self, table: LightTable, stop: asyncio.Event) -> None:
        self._table, self._stop = table, stop
        self._listening: set[asyncio.Event] = set()
        self._watcher: asyncio.Task[None] | None = None
        self._complained = False

    async def stream(self, _request: Request) -> Response:
        return StreamingResponse(self._events(), media_type="text/event-stream")

    async def _events(self) -> AsyncGenerator[str, None]:
        with self._listener() as news:
            with suppress(NewsletterError):  # the page says it; here it is only learnt which folders there are
                await self._table.look()
            said = ""
            while not self._stop.is_set():
                if said != self._table.revision:
                    said = self._table.revision
                    yield f"data: {said}\n\n"
                try:
                    await asyncio.wait_for(news.wait(), _QUIET)
                except TimeoutError:
                    yield ": nothing new\n\n"
                news.clear()

    @contextmanager
    def _listener(self) -> Iterator[asyncio.Event]:
        news = asyncio.Event()
        self._listening.add(news)
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch(), name="watcher")
        try:
            yield news
        finally:
            self._listening.discard(news)
            if not self._listening and self._watcher:
                self._watcher.cancel()
                self._watcher = None

    async def _watch(self) -> None:
        stopping = asyncio.create_task(self._stop.wait())
        stopping.add_done_callback(lambda _: self._tell())
        try:
            while not self._stop.is_set():
                await self._watch_folders(await self._surveyed())
        finally:
            stopping.cancel()

    async def _watch_folders(self, watched: Survey) -> None:
        """Says what changes in these folders, until there are others to watch."""
        paths = sorted(path for path, _ in watched.folders)
        try:
            async with aclosing(awatch(*paths, **_WATCHING)) as changes:
                async for _ in changes:
                    if (await self._surveyed()).folders != watched.folders:
                        return
        except FileNotFoundError:
            pass  # a folder went before it was watched
        except (OSError, RuntimeError, ValueError) as error:  # no more watches to be had, or a name that is no text
            self._complain(error)
        await asyncio.sleep(_ANYHOW / 1000)

    def _complain(self, error: Exception) -> None:
        if not self._complained:
            _log.warning("cannot watch for changes (%s); looking for them instead", error)
        self._complained = True

    async def _surveyed(self) -> Survey:
        seen = await self._table.survey()
        self._tell()
        return seen

    def _tell(self) -> None:
        for news in self._listening:
            news.set()
