"""The schema, step by step; `store.database` calls it, nobody else.

To add a step, write `versions/NNNN_what_it_does.py` with `revision = "NNNN"`, `down_revision` the number before it,
and an `upgrade()` that runs plain SQL by `execute`. Steps run in one transaction under an advisory lock, so that any
number of our processes may start at once. There is no way down: restore a backup.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent
_LOCK = int.from_bytes(b"newslett")  # any number, so long as nobody else's advisory lock has it


def revisions() -> tuple[str, ...]:
    """The numbers of all steps, oldest first; from their file names, since importing Alembic takes half a second."""
    return tuple(sorted(path.name[:4] for path in (_FOLDER / "versions").glob("[0-9]*.py")))


def upgrade(url: str) -> None:
    """Takes the database to the newest step. For one thread at a time: Alembic's `op` is one per process."""
    import psycopg
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.exc import DBAPIError

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise error.orig or error from None


def execute(sql: str) -> None:
    """Runs SQL just as it stands; for the steps. (`op.execute` would take `:word` and `%` for parameters.)"""
    from alembic import op

    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
