"""What became of each issue: its deliveries by state, the uncertain ones by name, and the clicks on each CTA.

Called by `newsletter report`; the shape of its JSON is a contract (tests/contract).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection

from newsletter.model import DeliveryState
from newsletter.store import clicks, deliveries, issues

Outcome = dict[str, list[dict[str, Any]]]

STATES = tuple(state.name.lower() for state in DeliveryState)
COLUMNS = ("issue", "state", "audience", *STATES, "clicks", "likely human")


async def of_issues(connection: AsyncConnection, campaign: str | None) -> Outcome:
    """Every issue of a campaign, or of all; the states of an issue sum to its audience."""
    return {
        "issues": [await _of_issue(connection, row) for row in await issues.listed(connection, campaign=campaign)],
    }


def as_rows(outcome: Outcome) -> list[list[object]]:
    """One row per issue, in the order of COLUMNS."""
    return [
        [
            issue["issue"],
            issue["state"],
            issue["audience"],
            *(issue["deliveries"][state] for state in STATES),
            _sum(issue["ctas"], "raw"),
            _sum(issue["ctas"], "likely_human"),
        ]
        for issue in outcome["issues"]
    ]


def as_csv(outcome: Outcome) -> str:
    """The same rows as CSV (RFC 4180)."""
    page = io.StringIO()
    csv.writer(page).writerows([COLUMNS, *as_rows(outcome)])
    return page.getvalue()


async def _of_issue(connection: AsyncConnection, row: issues.IssueRow) -> dict[str, Any]:
    counts = await deliveries.counts(connection, row.id)
    return {
        "issue": row.issue.id,
        "state": row.state,
        "audience": sum(counts.values()),
        "deliveries": {state.name.lower(): number for state, number in counts.items()},
        "uncertain": [
            {"delivery": number, "address": address, "since": since.isoformat()}
            for number, address, since in await deliveries.uncertain(connection, row.id)
        ],
        "ctas": [
            {"id": cta, "raw": raw, "unique": unique, "likely_human": human}
            for cta, raw, unique, human in await clicks.by_cta(connection, row.id)
        ],
    }


def _sum(ctas: Sequence[Mapping[str, Any]], key: str) -> int:
    return sum(cta[key] for cta in ctas)
