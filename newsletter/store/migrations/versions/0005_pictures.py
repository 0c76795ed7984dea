"""Pictures that readers are given: by the public app, which may run where nothing was ever pulled."""

from newsletter.store.migrations import execute

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE pictures (
    name            text PRIMARY KEY,   -- the SHA-256 of its body
    content_type    text NOT NULL,
    body            bytea NOT NULL,
    width           integer NOT NULL,
    height          integer NOT NULL,
    kept_at         timestamptz NOT NULL  -- when a pull last had it, or it was last found in an edition; to the day
);
ALTER TABLE pictures ALTER COLUMN body SET STORAGE EXTERNAL;  -- nothing makes a JPEG smaller
CREATE INDEX pictures_kept ON pictures (kept_at);
"""


def upgrade() -> None:
    execute(TABLES)
