"""Opening the database: what fits is opened, what does not is refused with a remedy."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from newsletter.errors import DatabaseError, SchemaMismatch
from newsletter.store import database, engine, migrations


async def open_and_close(url: str | None, project: Path = Path()) -> None:
    async with database.open_database(url, project):
        pass


async def suppress_twice(pool: database.Pool) -> None:
    async with pool.connection() as connection:
        for _ in range(2):
            await connection.execute("INSERT INTO suppressions VALUES ('reader@example.com', 'asked', now())")


def set_schema(url: str, number: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", [number])


async def test_times_are_in_utc_whatever_the_database_says(database_url: str, tmp_path: Path) -> None:
    name = str(conninfo_to_dict(database_url)["dbname"])
    with psycopg.connect(database_url) as connection:
        connection.execute(f"ALTER DATABASE {name} SET TimeZone TO 'Asia/Dubai'".encode())
    async with database.open_database(database_url, tmp_path) as pool, pool.connection() as connection:
        row = await (await connection.execute("SELECT timestamptz '2026-11-26 09:00+00'")).fetchone()
    assert row is not None
    assert row[0].isoformat() == "2026-11-26T09:00:00+00:00"


async def test_a_block_that_fails_leaves_nothing_behind(pool: database.Pool) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        await suppress_twice(pool)
    async with pool.connection() as connection:
        assert await (await connection.execute("SELECT count(*) FROM suppressions")).fetchone() == (0,)


async def test_the_embedded_server_is_migrated_by_itself_and_stopped(tmp_path: Path) -> None:
    async with database.open_database(None, tmp_path) as pool, pool.connection() as connection:
        await connection.execute("SELECT * FROM articles")
    assert not engine.status(tmp_path).running
    engine.discard(tmp_path)


async def test_by_url_an_empty_database_is_refused_and_left_empty(empty_database_url: str) -> None:
    with pytest.raises(SchemaMismatch, match=r"no tables yet.*run newsletter db upgrade"):
        await open_and_close(empty_database_url)
    assert database.current(empty_database_url) is None


async def test_by_url_an_older_schema_is_refused(database_url: str) -> None:
    set_schema(database_url, "0001")
    with pytest.raises(SchemaMismatch, match=r"its schema is 0001.*run newsletter db upgrade"):
        await open_and_close(database_url)


async def test_a_newer_schema_is_refused(database_url: str) -> None:
    set_schema(database_url, "9999")
    with pytest.raises(SchemaMismatch, match=r"its schema is 9999.*install the newer newsletter"):
        await open_and_close(database_url)


def test_a_newer_schema_is_not_touched_by_an_upgrade(database_url: str) -> None:
    set_schema(database_url, "9999")
    with pytest.raises(SchemaMismatch, match="install the newer newsletter"):
        database.upgrade(database_url)
    assert database.current(database_url) == "9999"


def test_an_upgraded_database_passes_the_check(empty_database_url: str) -> None:
    database.upgrade(empty_database_url)
    database.check(empty_database_url)
    assert database.current(empty_database_url) == migrations.revisions()[-1]


async def test_a_server_that_is_not_there_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"nowhere/letters: .*see that the server runs") as raised:
        await open_and_close(f"postgresql://user:hunter2@/letters?host={tmp_path}/nowhere")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["postgresql://user:hunter2@[::1]x/letters", "postgresql://user:hunter2%@host/letters", "hunter2"]
)
async def test_something_that_is_no_url_is_not_repeated(url: str) -> None:
    with pytest.raises(DatabaseError, match="not a PostgreSQL URL") as raised:
        await open_and_close(url)
    assert "hunter2" not in str(raised.value)
    assert raised.value.__suppress_context__


async def test_a_driver_error_leaves_as_a_database_error_without_anybodys_address(database_url: str) -> None:
    with pytest.raises(DatabaseError, match="duplicate key value") as raised:
        async with database.open_database(database_url, Path()) as pool:
            await suppress_twice(pool)
    assert "reader@example.com" not in str(raised.value)
