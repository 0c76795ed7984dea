"""Issues, their editions and approvals; every change of state compares and sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from newsletter.model import Edition, Issue

_EDITION = TypeAdapter(Edition)

OPEN = ("draft", "held")  # the states of an issue that may still change, and start
RUNNING = ("sending", "paused")  # that has begun and is not over


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue as the database has it."""

    id: int
    campaign: str
    region: str
    local_date: date
    send_at: datetime | None
    state: str  # draft, held, sending, paused, done, cancelled
    reason: str

    @property
    def issue(self) -> Issue:
        return Issue(self.campaign, self.region, self.local_date)


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's word for one edition, bound to its hash and to the articles it was chosen from."""

    language: str
    hash: str
    approved_by: str
    note: str
    approved_at: datetime
    candidates: list[str]


_COLUMNS = "id, campaign, region, local_date, send_at, state, reason"


async def create(connection: AsyncConnection, issue: Issue, send_at: datetime | None, now: datetime) -> IssueRow | None:
    """The new issue, or None where it exists already: any number of schedulers may ask, one is answered."""
    async with connection.cursor(row_factory=class_row(IssueRow)) as cursor:
        await cursor.execute(
            f"INSERT INTO issues (campaign, region, local_date, send_at, created_at) VALUES (%s, %s, %s, %s, %s)"
            f" ON CONFLICT (campaign, region, local_date) DO NOTHING RETURNING {_COLUMNS}",
            (issue.campaign, issue.region, issue.date, send_at, now),
        )
        return await cursor.fetchone()


async def find(connection: AsyncConnection, issue: Issue) -> IssueRow | None:
    async with connection.cursor(row_factory=class_row(IssueRow)) as cursor:
        await cursor.execute(
            f"SELECT {_COLUMNS} FROM issues WHERE campaign = %s AND region = %s AND local_date = %s",
            (issue.campaign, issue.region, issue.date),
        )
        return await cursor.fetchone()


async def listed(
    connection: AsyncConnection,
    *,
    campaign: str | None = None,
    region: str | None = None,
    on: date | None = None,
    states: Sequence[str] | None = None,
) -> list[IssueRow]:
    """Issues by date: of one campaign, region and local date, or of all; in these states or any."""
    async with connection.cursor(row_factory=class_row(IssueRow)) as cursor:
        await cursor.execute(
            f"SELECT {_COLUMNS} FROM issues WHERE (%(campaign)s::text IS NULL OR campaign = %(campaign)s)"
            " AND (%(region)s::text IS NULL OR region = %(region)s) AND (%(on)s::date IS NULL OR local_date = %(on)s)"
            " AND (%(states)s::text[] IS NULL OR state = ANY (%(states)s)) ORDER BY local_date, campaign, region",
            {"campaign": campaign, "region": region, "on": on, "states": None if states is None else list(states)},
        )
        return await cursor.fetchall()


async def move(
    connection: AsyncConnection, issue_id: int, *, to: str, from_states: Sequence[str], reason: str = ""
) -> bool:
    """Moves an issue from one of these states; False where somebody else moved it before."""
    cursor = await connection.execute(
        "UPDATE issues SET state = %s, reason = %s WHERE id = %s AND state = ANY (%s)",
        (to, reason, issue_id, list(from_states)),
    )
    return cursor.rowcount == 1


async def pause(connection: AsyncConnection, issue_id: int, reason: str) -> bool:
    """Stops an issue that is being sent: from the commit on no mark of it is granted. False where it is not sending."""
    return await move(connection, issue_id, to="paused", from_states=("sending",), reason=reason)


async def hold(connection: AsyncConnection, issue_id: int) -> str:
    """The state of an issue, in which it stays until this transaction ends."""
    cursor = await connection.execute("SELECT state FROM issues WHERE id = %s FOR UPDATE", (issue_id,))
    (state,) = await cursor.fetchone() or ("",)
    return str(state)


async def begin(connection: AsyncConnection, issue_id: int, now: datetime) -> bool:
    """Starts sending an issue; False where it was started, or cancelled, before."""
    cursor = await connection.execute(
        "UPDATE issues SET state = 'sending', reason = '', started_at = %s WHERE id = %s AND state = ANY (%s)",
        (now, issue_id, list(OPEN)),
    )
    return cursor.rowcount == 1


async def keep_open(connection: AsyncConnection, issue_id: int) -> bool:
    """Keeps an issue from being started until this transaction ends; False where it has been, or was cancelled."""
    cursor = await connection.execute(
        "SELECT true FROM issues WHERE id = %s AND state = ANY (%s) FOR SHARE", (issue_id, list(OPEN))
    )
    return await cursor.fetchone() is not None


async def reschedule(connection: AsyncConnection, issue_id: int, send_at: datetime) -> None:
    """Moves an issue that has not begun to the instant at which the schedule sends it now."""
    await connection.execute(
        "UPDATE issues SET send_at = %s WHERE id = %s AND state = ANY (%s)", (send_at, issue_id, list(OPEN))
    )


async def explain(connection: AsyncConnection, issue_id: int, reason: str) -> None:
    """Writes down why a held issue is still held, where that has changed."""
    await connection.execute(
        "UPDATE issues SET reason = %s WHERE id = %s AND state = 'held' AND reason <> %s", (reason, issue_id, reason)
    )


# ── editions and approvals ─────────────────────────────────────────────────────────────────────────


async def save_edition(connection: AsyncConnection, issue_id: int, edition: Edition, now: datetime) -> None:
    """Keeps the edition as it was last composed; while the issue is kept open, or by whoever starts it."""
    await connection.execute(
        "INSERT INTO editions (issue_id, language, hash, content, composed_at) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (issue_id, language) DO UPDATE SET hash = EXCLUDED.hash, content = EXCLUDED.content,"
        " composed_at = EXCLUDED.composed_at",
        (issue_id, edition.language.code, edition.hash, Jsonb(_EDITION.dump_python(edition, mode="json")), now),
    )


async def editions(connection: AsyncConnection, issue_id: int) -> list[Edition]:
    rows = await connection.execute("SELECT content FROM editions WHERE issue_id = %s ORDER BY language", (issue_id,))
    return [_EDITION.validate_python(content) async for (content,) in rows]


async def approve(
    connection: AsyncConnection,
    issue_id: int,
    edition: Edition,
    *,
    approved_by: str,
    note: str,
    candidates: Sequence[str],
    now: datetime,
) -> None:
    """Records one person's approval of this very edition; given again, it counts from now."""
    await connection.execute(
        "INSERT INTO approvals (issue_id, language, hash, approved_by, note, approved_at, candidates)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (issue_id, language, hash, approved_by) DO UPDATE"
        " SET note = EXCLUDED.note, approved_at = EXCLUDED.approved_at, candidates = EXCLUDED.candidates",
        (issue_id, edition.language.code, edition.hash, approved_by, note, now, list(candidates)),
    )


async def approvals(connection: AsyncConnection, issue_id: int) -> list[Approval]:
    """All approvals of an issue, the latest last; those that were voided since are among them."""
    async with connection.cursor(row_factory=class_row(Approval)) as cursor:
        await cursor.execute(
            "SELECT language, hash, approved_by, note, approved_at, candidates FROM approvals"
            " WHERE issue_id = %s ORDER BY approved_at",
            (issue_id,),
        )
        return await cursor.fetchall()


async def approvers(connection: AsyncConnection, issue_id: int) -> list[str]:
    """Who has approved what the issue's editions are now, by name."""
    rows = await connection.execute(
        "SELECT DISTINCT a.approved_by FROM approvals a JOIN editions e USING (issue_id, language, hash)"
        " WHERE a.issue_id = %s ORDER BY a.approved_by",
        (issue_id,),
    )
    return [str(name) async for (name,) in rows]
