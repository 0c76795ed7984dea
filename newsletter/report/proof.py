"""A proof of a campaign's editions: files to look at and to hand to an approver; for `newsletter render` and `demo`.

<region>.<language>.html .txt .eml    one edition each
report.json                           for programs; its shape is a contract (tests/contract)
index.html                            for people: self-contained and printable
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from newsletter.deliver.message import proof
from newsletter.localise.formats import Formats, language_title
from newsletter.model import Edition, Finding, Language
from newsletter.render.checks import verdict
from newsletter.render.gates.layout import sizes
from newsletter.report import differences, spelling
from newsletter.settings import Settings

_READER = "reader@example.invalid"
_ENGLISH = Language("en_GB")  # of the page itself
_KINDS = (("Changed", "changed"), ("Kept", "kept"), ("Dropped", "dropped"), ("Fallen back", "fallback"))


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
    said = finding.message if _names_place(finding) else f"{place(finding)}: {finding.message}"
    return f"{stem(edition)}: {finding.level}: {said}; {finding.remedy}"


def place(finding: Finding) -> str:
    """Where it was found: `html:12`, or the part as a whole."""
    return f"{finding.part}:{finding.line}" if finding.line else finding.part


def _names_place(finding: Finding) -> bool:
    return finding.message.startswith(place(finding))


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
        "notes": [
            {"kind": note.kind, "text": note.text, "why": "; ".join(filter(None, (note.why, note.place)))}
            for note in edition.notes
        ],
        "links": [
            {"label": link.label, "target": link.target, "tracked": link.tracked, "cta": link.cta}
            for link in edition.links
        ],
        "findings": [finding_json(finding) for finding in edition.findings],
        "bytes": {"decoded": decoded, "encoded": encoded},
    }


@dataclass(frozen=True, slots=True)
class _Sheet:
    """An edition as the page tells it, beside its own HTML."""

    edition: Edition
    stem: str
    name: str  # "Middle East, Arabic (optional)"
    sender: str
    day: str
    verdict: str
    size: str
    height: int  # pixels that the whole letter takes in print
    findings: tuple[tuple[Finding, str], ...]  # with the place, where the message does not name it
    lists: tuple[tuple[str, list[tuple[str, str]]], ...]  # title → rows of words and why


def _page(settings: Settings, campaign: str, editions: Sequence[Edition]) -> str:
    page: str = _template().render(
        name=settings.name.plain,
        campaign=campaign,
        sheets=[_sheet(settings, edition) for edition in editions],
        summary=(
            ("What differs between the regions", differences.among(settings, editions)),
            ("What was done to the words", [spelling.one_line(editions)]),
        ),
    )
    return page


def _sheet(settings: Settings, edition: Edition) -> _Sheet:
    region = settings.regions[edition.issue.region]
    return _Sheet(
        edition=edition,
        stem=stem(edition),
        name=f"{region.name.plain}, {language_title(edition.language, region)}",
        sender=region.sender,
        day=Formats(_ENGLISH, region).weekday(edition.issue.date),
        verdict=verdict(edition.findings),
        size=f"{max(sizes(edition.html)) / 1000:.0f} kB",
        height=int(600 + 0.8 * len(edition.text) + 400 * edition.html.count("<img ")),
        findings=tuple((one, "" if _names_place(one) else place(one)) for one in edition.findings),
        lists=tuple(_lists(edition)),
    )


def _lists(edition: Edition) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield "Links", [(link.label, f"→ {link.target.partition('?')[0]}") for link in edition.links]
    for group in spelling.groups(edition.notes):
        rows = [(f"{row.text} {row.times}".rstrip(), row.said) for row in group.rows]
        yield group.heading, rows
    for title, kind in _KINDS:
        notes = [note for note in edition.notes if (note.kind, note.about) == (kind, "article")]
        yield title, [(note.text, note.why) for note in notes]
    yield "Articles left out", [(one.title, one.reason) for one in edition.left_out]


@cache
def _template() -> Any:
    """The page's template; it comes with the package and is read once."""
    loader = PackageLoader("newsletter.report", ".")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("proof.html.j2")
