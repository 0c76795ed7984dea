"""Shards with leases and fencing tokens, tries for the back-off, and the buckets that pace relays."""

from newsletter.store.migrations import execute

revision = "0003"
down_revision = "0002"

TABLES = """
-- A shard is one job's deliveries: those of its issue from the first id to the last. Whoever claims it takes the next
-- token and a lease; a write in the name of an older token does nothing.
CREATE TABLE shards (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issue_id    bigint NOT NULL REFERENCES issues,
    first       bigint NOT NULL,
    last        bigint NOT NULL,
    token       bigint NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    finished    boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);
CREATE INDEX shards_issue ON shards (issue_id);

-- An issue is never deleted, and a check for each row is two seconds of every million that are frozen.
ALTER TABLE deliveries
    DROP CONSTRAINT deliveries_issue_id_fkey,
    ADD COLUMN token bigint NOT NULL DEFAULT 0,
    ADD COLUMN tries smallint NOT NULL DEFAULT 0,
    ADD COLUMN tried_at timestamptz;

CREATE TABLE buckets (
    relay       text PRIMARY KEY,
    tokens      double precision NOT NULL,
    filled_at   timestamptz NOT NULL
);

-- Jobs that were enqueued before there were shards.
INSERT INTO shards (issue_id, first, last)
SELECT (args ->> 'issue_id')::bigint, (args ->> 'first')::bigint, (args ->> 'last')::bigint
FROM procrastinate_jobs WHERE task_name = 'deliver.shard' AND status IN ('todo', 'doing');
UPDATE procrastinate_jobs j SET args = jsonb_build_object('shard', s.id)
FROM shards s
WHERE j.task_name = 'deliver.shard' AND j.status IN ('todo', 'doing') AND (j.args ->> 'first')::bigint = s.first;
"""


def upgrade() -> None:
    execute(TABLES)
