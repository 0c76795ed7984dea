"""The steps of the schema: all or nothing, once, in order, by many at once."""

import hashlib
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager

import newsletter
from newsletter.errors import DatabaseError
from newsletter.store import database, migrations

# Procrastinate 3.10.0; when it changes, write the step that runs its new migrations, then change this.
PROCRASTINATE_SCHEMA = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def relations(url: str) -> list[tuple[str, int]]:
    """Every table, index and function with its object number, which changes when it is made anew."""
    names = (
        "SELECT relname::text, oid::int FROM pg_class UNION ALL SELECT proname::text, oid::int FROM pg_proc ORDER BY 2"
    )
    with psycopg.connect(url) as connection:
        return connection.execute(names.encode()).fetchall()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = relations(database_url)
    database.upgrade(database_url)
    assert relations(database_url) == before


def test_many_may_migrate_at_once(empty_database_url: str) -> None:
    code = "import sys; from newsletter.store import database; database.upgrade(sys.argv[1])"
    command = [sys.executable, "-W", "error", "-c", code, empty_database_url]
    checkout = Path(newsletter.__file__).parents[1]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=checkout) for _ in range(3)]
    assert [each.communicate()[1] for each in started] == ["", "", ""]
    database.check(empty_database_url)


def test_a_step_that_fails_takes_all_before_it_back(empty_database_url: str) -> None:
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("CREATE TABLE procrastinate_jobs ()")
    with pytest.raises(DatabaseError, match='relation "procrastinate_jobs" already exists'):
        database.upgrade(empty_database_url)
    assert database.current(empty_database_url) is None
    assert "articles" not in dict(relations(empty_database_url))


def test_the_file_names_say_the_order_that_alembic_follows() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert [step.revision for step in script.walk_revisions()][::-1] == list(migrations.revisions())


def test_procrastinates_schema_is_the_one_that_our_steps_make() -> None:
    assert hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest() == PROCRASTINATE_SCHEMA
