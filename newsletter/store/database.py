"""The way to PostgreSQL: doors open the database here, and every driver error leaves here as a DatabaseError.

    async with open_database(settings.database_url, project) as pool:
        async with pool.connection() as connection:         # a transaction; committed at the end of the block
            await connection.execute(…)

Without a URL it is the project's embedded server, migrated by itself. By URL nothing is changed behind anybody's
back: a schema that does not fit is refused, and `upgrade` is what `newsletter db upgrade` runs.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from newsletter.errors import DatabaseError, SchemaMismatch
from newsletter.store import engine, migrations

Connection = psycopg.AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]

_REMEDIES: dict[type[psycopg.Error], str] = {  # the first that fits
    PoolTimeout: "every connection is busy, or the server went away; try again",
    errors.UndefinedTable: "run newsletter db upgrade",
    errors.UndefinedColumn: "run newsletter db upgrade",
    errors.InsufficientPrivilege: "give its user that right, or name another user in [database] url",
    errors.ReadOnlySqlTransaction: "this is a standby; name the primary server in [database] url",
    errors.TooManyConnections: "stop some of its clients, or raise its max_connections",
    errors.DiskFull: "free some space on the server's disk",
    psycopg.OperationalError: "see that the server runs and that [database] url is right",
    psycopg.Error: "the server's log says more; please report it",
}


@asynccontextmanager
async def open_database(url: str | None, project: Path) -> AsyncIterator[Pool]:
    """Gives a pool of connections that are in UTC and begin transactions by themselves.

    `url` None: the embedded server of `project`, which runs until its last user leaves. Starting and stopping it
    blocks for a moment: doors do that before and after everything else, and nothing may cut it in half.
    Raises DatabaseError, and SchemaMismatch if the schema is not this program's.
    """
    with engine.running(project) if url is None else nullcontext(url) as server:
        if url is None and current(server) != migrations.revisions()[-1]:
            upgrade(server)
        check(server)
        with translated(server):
            async with _pool(server) as pool:
                yield pool


async def answer_within(url: str, seconds: float) -> None:
    """Raises DatabaseError unless the server answers in time; unlike opening it, this blocks nobody meanwhile."""
    with translated(url):
        try:
            async with asyncio.timeout(seconds):
                connection = await psycopg.AsyncConnection.connect(_conninfo(url))
        except TimeoutError:
            remedy = _REMEDIES[psycopg.OperationalError]
            raise DatabaseError(f"{_place(url)}: no answer within {seconds:g} seconds: {remedy}") from None
        await connection.close()


def check(url: str) -> None:
    """Raises SchemaMismatch unless the database's schema is the one that this program knows."""
    found, newest = current(url), migrations.revisions()[-1]
    if found == newest:
        return
    _refuse_newer(url, found)
    said = f"its schema is {found}" if found else "it has no tables yet"
    raise SchemaMismatch(f"{_place(url)}: {said}, and this program needs {newest}: run newsletter db upgrade")


def upgrade(url: str) -> None:
    """Takes the database's schema to this program's, if it is not there already; many processes may do so at once."""
    _refuse_newer(url, current(url))
    with translated(url):
        migrations.upgrade(_conninfo(url))


def current(url: str) -> str | None:
    """The number of the database's schema; None for a database without one."""
    with translated(url), psycopg.connect(_conninfo(url)) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turns the driver's errors into DatabaseErrors that name the server (never its password) and a remedy."""
    try:
        yield
    except psycopg.Error as error:
        remedy = next(remedy for kind, remedy in _REMEDIES.items() if isinstance(error, kind))
        said = error.diag.message_primary or " ".join(str(error).split())  # its details would hold addresses
        raise DatabaseError(f"{_place(url)}: {said}: {remedy}") from error


def _refuse_newer(url: str, found: str | None) -> None:
    if found and found not in migrations.revisions():
        newest = migrations.revisions()[-1]
        raise SchemaMismatch(
            f"{_place(url)}: its schema is {found}, this program's {newest}: install the newer newsletter"
        )


def _pool(url: str) -> Pool:
    return AsyncConnectionPool(
        _conninfo(url),
        open=False,
        min_size=1,
        max_size=30,  # a worker listens on one for each relay's queue
        timeout=30,
        configure=_configure,
        check=AsyncConnectionPool.check_connection,  # a restarted server is noticed before a query fails
    )


async def _configure(connection: Connection) -> None:
    await connection.execute("SET TIME ZONE 'UTC'")
    await connection.commit()


def _conninfo(url: str) -> str:
    """With a limit on the wait for a server that does not answer, unless the URL has one."""
    return make_conninfo("", **({"connect_timeout": 10} | _parts(url)))


def _place(url: str) -> str:
    parts = _parts(url)
    return f"{parts.get('host', 'localhost')}/{parts.get('dbname', '')}"


def _parts(url: str) -> dict[str, str | int | None]:
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:  # not chained: libpq repeats the URL, password and all
        example = "postgresql://user:password@host:5432/name, special characters as %XX"
        raise DatabaseError(f"[database] url: not a PostgreSQL URL; write {example}") from None
