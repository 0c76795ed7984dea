"""Articles known again under other names, compared at `pull`, sent once as a piece; an editor's hand in an issue."""

from newsletter.store.migrations import execute

revision = "0004"
down_revision = "0003"

TABLES = """
-- `piece` is the id of the first article of a piece, whatever source another copy of it comes from; `cluster` is the
-- piece of the original of a translation. `asks` is whether it has a place for related articles. The rest is what it is
-- compared by: recognising.likeness.
ALTER TABLE articles
    ADD COLUMN published timestamptz,
    ADD COLUMN aliases text[] NOT NULL DEFAULT '{}',
    ADD COLUMN piece text,
    ADD COLUMN cluster text,
    ADD COLUMN backlog boolean NOT NULL DEFAULT false,
    ADD COLUMN title text NOT NULL DEFAULT '',
    ADD COLUMN prints bytea NOT NULL DEFAULT '',
    ADD COLUMN words bytea NOT NULL DEFAULT '',
    ADD COLUMN asks boolean NOT NULL DEFAULT false,
    ADD COLUMN twins text[] NOT NULL DEFAULT '{}',
    ADD COLUMN related jsonb NOT NULL DEFAULT '[]';
UPDATE articles SET
    published = (content ->> 'published')::timestamptz, aliases = ARRAY[id], piece = id, cluster = id;
ALTER TABLE articles ALTER COLUMN piece SET NOT NULL, ALTER COLUMN cluster SET NOT NULL;
CREATE INDEX articles_aliases ON articles USING gin (aliases);
CREATE INDEX articles_cluster ON articles (cluster);
CREATE INDEX articles_piece ON articles (piece);

-- An article goes to a region once: as a piece, whatever becomes of its guid, its address or its source.
ALTER TABLE sent ADD COLUMN piece text;
UPDATE sent SET piece = article_id;
ALTER TABLE sent ALTER COLUMN piece SET NOT NULL, DROP CONSTRAINT sent_pkey, ADD PRIMARY KEY (region, piece);

CREATE INDEX sent_piece ON sent (piece);

-- When a source was last pulled whole; it is asked for what was changed since.
CREATE TABLE sources (
    name        text PRIMARY KEY,
    pulled_at   timestamptz NOT NULL
);
INSERT INTO sources (name, pulled_at) SELECT source, max(pulled_at) FROM articles GROUP BY source;

ALTER TABLE issues ADD COLUMN curation jsonb NOT NULL DEFAULT '{}';
"""


def upgrade() -> None:
    execute(TABLES)
