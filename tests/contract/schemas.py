"""What each command prints as JSON, as JSON Schema: other programs read it, so a change needs a line in CHANGELOG.md."""

from typing import Any

from newsletter.model import DeliveryState

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
FROM_1: Schema = {"type": "integer", "minimum": 1}
TRUTH: Schema = {"type": "boolean"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
MOMENT: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$"}
ISSUE: Schema = {"type": "string", "pattern": r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*/\d{4}-\d\d-\d\d$"}
LANGUAGE: Schema = {"type": "string", "pattern": "^[a-z]{2,3}(_[A-Z]{2})?$"}


def record(**properties: Schema) -> Schema:
    """An object with exactly these keys."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def each(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def one_of(*values: str) -> Schema:
    return {"enum": [*values]}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


FINDING = {
    "gate": NAME,
    "level": one_of("error", "warning"),
    "part": NAME,
    "line": COUNT,
    "column": COUNT,
    "message": NAME,
    "remedy": NAME,
}

PULL = each(
    record(
        source=NAME,
        articles=each(record(id=NAME, title=NAME, place=NAME, state=one_of("new", "changed", "unchanged"))),
        gone=each(NAME),
        skipped=each(record(place=NAME, reason=NAME)),
        warnings=each(NAME),
        error=or_null(NAME),
    )
)

CHECK = each(record(where=NAME, **{**FINDING, "level": one_of("error", "warning", "kept")}))

HARVEST = each(
    record(
        id=NAME,
        labels={"type": "object", "additionalProperties": NAME},
        target=TEXT,
        regions=each(NAME),
        articles=each(record(place=NAME, title=NAME)),
    )
)

CTAS_LIST = each(
    record(
        id=NAME,
        aliases=each(NAME),
        region=NAME,
        label=NAME,
        labels={"type": "object", "additionalProperties": NAME},
        url=NAME,
        style=one_of("primary", "secondary"),
        valid_from=or_null(DATE),
        valid_until=or_null(DATE),
        today=one_of("valid", "coming", "expired"),
        fallback=or_null(NAME),
        track={"type": "boolean"},
        file=NAME,
    )
)

ARTICLES_LIST = each(
    record(
        issue=ISSUE,
        language=LANGUAGE,
        articles=each(record(id=NAME, title=NAME, pinned=TRUTH, edited=TRUTH)),
        left_out=each(record(id=NAME, title=NAME, reason=NAME)),
        older=COUNT,
    )
)

CATALOGUE_CHECK = each(record(**FINDING))

BRITISH = record(
    text=TEXT,
    changes=each(record(**{"line": FROM_1, "column": FROM_1, "from": NAME, "to": NAME, "tier": {"enum": [1, 2, 3]}})),
    kept=each(record(line=FROM_1, column=FROM_1, word=NAME, to=NAME, tier={"enum": [1, 2, 3]}, why=NAME)),
)

PLAN = each(
    record(
        issue=ISSUE,
        region_time={"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d$"},
        utc=MOMENT,
        note=TEXT,
        stops=NAME,
    )
)

CAMPAIGNS_LIST = each(record(campaign=NAME, region=NAME, schedule=NAME, next=DATE))

CAMPAIGNS_SHOW = each(
    record(
        issue=ISSUE,
        state=one_of("draft", "held", "sending", "paused", "done", "cancelled"),
        send_at=or_null(MOMENT),
        reason=TEXT,
        approved_by=each(NAME),
        audience=COUNT,
    )
)

DELIVERIES_LIST = each(
    record(
        delivery=FROM_1,
        issue=ISSUE,
        address=TEXT,  # empty where the person was erased
        state=one_of(*(state.name.lower() for state in DeliveryState)),
        tries=COUNT,
        since=MOMENT,
        not_before=or_null(MOMENT),
        reply=TEXT,
    )
)

REPORT = record(
    issues=each(
        record(
            issue=ISSUE,
            state=one_of("draft", "held", "sending", "paused", "done", "cancelled"),
            audience=COUNT,
            deliveries=record(**{state.name.lower(): COUNT for state in DeliveryState}),
            uncertain=each(record(delivery=FROM_1, address=NAME, since=MOMENT)),
            ctas=each(record(id=NAME, raw=COUNT, unique=COUNT, likely_human=COUNT)),
        )
    )
)

# One line of the stream of `send --json`.
SEND = record(
    issue=ISSUE,
    state=one_of("sending", "paused", "done", "cancelled"),
    reason=TEXT,
    audience=COUNT,
    left=COUNT,
    accepted=COUNT,
    deferred=COUNT,
    rejected=COUNT,
    suppressed=COUNT,
    cancelled=COUNT,
    uncertain=COUNT,
    per_second={"type": "number", "minimum": 0},
    seconds_left=or_null(COUNT),
)

SUBSCRIBERS_IMPORT = record(added=COUNT, updated=COUNT, rejected=each(record(line=FROM_1, reason=NAME)))

SUBSCRIBERS_SHOW = record(
    email=NAME,
    region=or_null(NAME),
    language=or_null(LANGUAGE),
    name=or_null(TEXT),
    tags=each(NAME),
    consent_at=or_null(MOMENT),
    consent_source=or_null(TEXT),
    suppressed=or_null(NAME),
    suppressed_since=or_null(MOMENT),
)

DOCTOR = record(
    checks=each(record(what=NAME, well=TRUTH, said=NAME)),
    settings=each(record(key=NAME, origin=NAME)),
)

RENDER = record(
    campaign=NAME,
    editions=each(
        record(
            issue=ISSUE,
            region=NAME,
            language=LANGUAGE,
            verdict=one_of("ready", "blocked"),
            subject=TEXT,
            hash={"type": "string", "pattern": "^[0-9a-f]{64}$"},
            files=record(html=NAME, txt=NAME, eml=NAME),
            articles=each(record(id=NAME, title=NAME)),
            left_out=each(record(id=NAME, reason=NAME)),
            notes=each(record(kind=one_of("changed", "kept", "dropped", "fallback"), text=TEXT, why=NAME)),
            links=each(record(label=TEXT, target=NAME, tracked=TRUTH, cta=or_null(NAME))),
            findings=each(record(**FINDING)),
            bytes=record(decoded=FROM_1, encoded=FROM_1),
        )
    ),
    parity=each(record(**FINDING)),
)
