"""The work queue's tables and functions, as Procrastinate 3.10 ships them.

Its `apply_schema` is never called. A later Procrastinate changes them by files of its own in `sql/migrations`: a new
step runs those, and the version in pyproject.toml moves with it (a test notices).
"""

from newsletter.store.migrations import execute

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    from procrastinate.schema import SchemaManager

    execute(SchemaManager.get_schema())
