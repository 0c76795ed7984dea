"""The first tables: articles, issues, editions, approvals, links, clicks, subscribers, suppressions, deliveries."""

from newsletter.store.migrations import execute

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE articles (
    id          text PRIMARY KEY,
    source      text NOT NULL,
    first_seen  timestamptz NOT NULL,
    pulled_at   timestamptz NOT NULL,
    content     jsonb NOT NULL
);

CREATE TABLE issues (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign    text NOT NULL,
    region      text NOT NULL,
    local_date  date NOT NULL,
    send_at     timestamptz,
    state       text NOT NULL DEFAULT 'draft'
                CHECK (state IN ('draft', 'held', 'sending', 'paused', 'done', 'cancelled')),
    reason      text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    started_at  timestamptz,
    UNIQUE (campaign, region, local_date)
);

-- The edition that was last composed for an issue; the one that was sent once the issue is sending or done.
CREATE TABLE editions (
    issue_id    bigint NOT NULL REFERENCES issues ON DELETE CASCADE,
    language    text NOT NULL,
    hash        text NOT NULL,
    content     jsonb NOT NULL,
    composed_at timestamptz NOT NULL,
    PRIMARY KEY (issue_id, language)
);

-- An approval counts only while the edition's hash is still this one. `candidates` are the articles it was chosen from.
CREATE TABLE approvals (
    issue_id    bigint NOT NULL REFERENCES issues ON DELETE CASCADE,
    language    text NOT NULL,
    hash        text NOT NULL,
    approved_by text NOT NULL,
    note        text NOT NULL DEFAULT '',
    approved_at timestamptz NOT NULL,
    candidates  text[] NOT NULL,
    PRIMARY KEY (issue_id, language, hash, approved_by)
);

CREATE TABLE links (
    id          text PRIMARY KEY,
    issue_id    bigint NOT NULL REFERENCES issues ON DELETE CASCADE,
    slot        text NOT NULL,
    label       text NOT NULL,
    target      text NOT NULL,
    cta         text
);

-- Counts, not people: a visitor is a keyed hash of link and delivery that cannot be turned back without the key.
CREATE TABLE clicks (
    link_id     text NOT NULL REFERENCES links ON DELETE CASCADE,
    hour        timestamptz NOT NULL,
    visitor     bytea NOT NULL,
    class       text NOT NULL CHECK (class IN ('human', 'machine')),
    raw         integer NOT NULL DEFAULT 1,
    PRIMARY KEY (link_id, hour, visitor, class)
);

CREATE TABLE subscribers (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email          text NOT NULL,
    region         text NOT NULL,
    language       text NOT NULL,
    name           text NOT NULL DEFAULT '',
    timezone       text,
    tags           text[] NOT NULL DEFAULT '{}',
    consent_at     timestamptz,
    consent_source text NOT NULL DEFAULT '',
    sample         boolean NOT NULL DEFAULT false,
    created_at     timestamptz NOT NULL
);
CREATE UNIQUE INDEX subscribers_email ON subscribers (lower(email));
CREATE INDEX subscribers_region ON subscribers (region);

CREATE TABLE suppressions (
    address     text PRIMARY KEY CHECK (address = lower(address)),
    reason      text NOT NULL,
    since       timestamptz NOT NULL
);

-- Fill factor 50 and no index on the state keep nearly every update heap-only (HOT).
CREATE TABLE deliveries (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issue_id      bigint NOT NULL REFERENCES issues,
    subscriber_id bigint NOT NULL,
    address       text NOT NULL,
    name          text NOT NULL,
    language      text NOT NULL,
    state         smallint NOT NULL DEFAULT 0,
    reply         text NOT NULL DEFAULT '',
    not_before    timestamptz,
    changed_at    timestamptz NOT NULL,
    UNIQUE (issue_id, subscriber_id)
) WITH (fillfactor = 50);

-- An article goes to a region once, whatever becomes of its guid or date; a translation counts as its original.
CREATE TABLE sent (
    region      text NOT NULL,
    article_id  text NOT NULL,
    issue_id    bigint NOT NULL REFERENCES issues,
    PRIMARY KEY (region, article_id)
);
"""


def upgrade() -> None:
    execute(TABLES)
