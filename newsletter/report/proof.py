"""A proof of a campaign's editions: files to look at and to hand to an approver; for `newsletter render` and `demo`.

<region>.<language>.html .txt .eml    one edition each
report.json                           for programs; its shape is a contract (tests/contract)
index.html                            for people: self-contained and printable
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from newsletter.deliver.message import proof
from newsletter.model import Edition, Finding
from newsletter.render.gates.layout import sizes
from newsletter.settings import Settings

_READER = "reader@example.invalid"


def write(folder: Path, settings: Settings, campaign: str, editions: Sequence[Edition], now: datetime) -> None:
    """Writes every file of the proof into the folder, blocked editions as well."""
    folder.mkdir(parents=True, exist_ok=True)
    for edition in editions:
        (folder / f"{stem(edition)}.html").write_text(edition.html, "utf-8", newline="")
        (folder / f"{stem(edition)}.txt").write_text(edition.text, "utf-8", newline="")
        (folder / f"{stem(edition)}.eml").write_bytes(proof(settings, edition, _READER, now))
    report = {"campaign": campaign, "editions": [edition_json(edition) for edition in editions]}
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    (folder / "index.html").write_text(_page(settings, campaign, editions), "utf-8")


def stem(edition: Edition) -> str:
    return f"{edition.issue.region}.{edition.language.code}"


def blocked_names(editions: Iterable[Edition]) -> str:
    return ", ".join(stem(edition) for edition in editions if edition.blocked)


def finding_line(edition: Edition, finding: Finding) -> str:
    """A finding in one line: where, how grave, what, and what to do."""
    place = f"{finding.part}:{finding.line}" if finding.line else finding.part
    return f"{stem(edition)}: {place}: {finding.level}: {finding.message}; {finding.remedy}"


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "gate": finding.gate,
        "level": finding.level,
        "part": finding.part,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def edition_json(edition: Edition) -> dict[str, Any]:
    """An edition as report.json has it."""
    decoded, encoded = sizes(edition.html)
    return {
        "issue": edition.issue.id,
        "region": edition.issue.region,
        "language": edition.language.code,
        "verdict": "blocked" if edition.blocked else "ready",
        "subject": edition.subject,
        "hash": edition.hash,
        "files": {kind: f"{stem(edition)}.{kind}" for kind in ("html", "txt", "eml")},
        "articles": [{"id": article, "title": title} for article, title in edition.articles],
        "left_out": [{"id": one.id, "reason": one.reason} for one in edition.left_out],
        "notes": [{"kind": note.kind, "text": note.text, "why": note.why} for note in edition.notes],
        "links": [
            {"label": link.label, "target": link.target, "tracked": link.tracked, "cta": link.cta}
            for link in edition.links
        ],
        "findings": [finding_json(finding) for finding in edition.findings],
        "bytes": {"decoded": decoded, "encoded": encoded},
    }


def _page(settings: Settings, campaign: str, editions: Sequence[Edition]) -> str:
    page: str = _template().render(
        name=settings.name.plain,
        campaign=campaign,
        regions=settings.regions,
        editions=[(edition, edition_json(edition)) for edition in editions],
    )
    return page


@cache
def _template() -> Any:
    """The page's template; it comes with the package and is read once."""
    loader = PackageLoader("newsletter.report", ".")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("proof.html.j2")
