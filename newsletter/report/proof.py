"""A proof of a campaign's editions: files to look at and to hand to an approver; for `newsletter render` and `demo`.

<region>.<language>.html .txt .eml    one edition each
report.json                           for programs; its shape is a contract (tests/contract)
index.html                            for people: self-contained and printable
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from newsletter.articles.choosing.reasons import by_kind
from newsletter.deliver.message import proof
from newsletter.localise.formats import Formats, language_title
from newsletter.model import Edition, Finding, Language
from newsletter.render.checks import verdict
from newsletter.render.gates.layout import CLIPPED, sizes
from newsletter.render.inert import inert
from newsletter.render.looks import Look, under
from newsletter.report import differences, spelling
from newsletter.report.leads import Absent, Lead, absent, leads
from newsletter.report.letters import whole
from newsletter.report.screenshots import Shot
from newsletter.settings import Settings
from newsletter.store.pictures import Pictures

_READER = "reader@example.invalid"
_ENGLISH = Language("en_GB")  # of the page itself
_KINDS = (("Changed", "changed"), ("Kept", "kept"), ("Dropped", "dropped"), ("Fallen back", "fallback"))
_ON_PAPER = "<style>:root { print-color-adjust: exact; text-rendering: geometricPrecision }</style>"


def letters(settings: Settings, editions: Iterable[Edition]) -> dict[str, str]:
    """The HTML of each edition by its files' stem, with the pictures that were kept in it."""
    pictures = Pictures(settings.project / ".newsletter" / "pictures")
    return {stem(edition): whole(edition.html, pictures) for edition in editions}


def write(
    folder: Path,
    settings: Settings,
    campaign: str,
    editions: Sequence[Edition],
    now: datetime,
    shots: Sequence[Shot] = (),
    parity: Sequence[Finding] = (),
) -> None:
    """Writes every file of the proof into the folder, blocked editions as well; `shots` lie there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for edition in editions:
        (folder / f"{stem(edition)}.html").write_text(edition.html, "utf-8", newline="")
        (folder / f"{stem(edition)}.txt").write_text(edition.text, "utf-8", newline="")
        (folder / f"{stem(edition)}.eml").write_bytes(proof(settings, edition, _READER, now))
    report = {
        "campaign": campaign,
        "editions": [edition_json(edition) for edition in editions],
        "parity": [finding_json(finding) for finding in parity],
    }
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    (folder / "index.html").write_text(_page(settings, campaign, editions, shots, parity), "utf-8")


def stem(edition: Edition) -> str:
    return f"{edition.issue.region}.{edition.language.code}"


def blocked_names(editions: Iterable[Edition]) -> str:
    return ", ".join(stem(edition) for edition in editions if edition.blocked)


def finding_line(edition: Edition, finding: Finding) -> str:
    """A finding in one line: where, how grave, what, and what to do."""
    return f"{stem(edition)}: {finding.level}: {finding}"


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
    """An edition as the page tells it."""

    edition: Edition
    stem: str
    name: str  # "Middle East, Arabic (optional)"
    sender: str
    day: str
    verdict: str
    size: str
    height: int  # pixels that the whole letter takes in print: a guess, until the page has measured it
    light: str
    dark: str
    findings: tuple[tuple[Finding, str], ...]  # with the place, where the message does not name it
    leads: tuple[Lead, ...]
    absent: tuple[Absent, ...]
    lists: tuple[tuple[str, list[tuple[str, str]]], ...]  # title → rows of words and why
    shots: tuple[Shot, ...]


def _page(
    settings: Settings, campaign: str, editions: Sequence[Edition], shots: Sequence[Shot], parity: Sequence[Finding]
) -> str:
    script = (Path(__file__).parent / "proof.js").read_text("utf-8")
    page: str = _template().render(
        name=settings.name.plain,
        campaign=campaign,
        sheets=list(_sheets(settings, editions, shots)),
        summary=(
            ("What differs between the regions", differences.among(settings, editions)),
            ("What differs and should not", [f"{finding.message}; {finding.remedy}" for finding in parity]),
            ("What was done to the words", [spelling.one_line(editions)]),
        ),
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    )
    return page


def _sheets(settings: Settings, editions: Sequence[Edition], shots: Sequence[Shot]) -> Iterator[_Sheet]:
    html = letters(settings, editions)
    for edition in editions:
        region = settings.regions[edition.issue.region]
        others = _elsewhere(settings, edition, editions)
        yield _Sheet(
            edition=edition,
            stem=stem(edition),
            name=f"{region.name.plain}, {language_title(edition.language, region)}",
            sender=region.sender,
            day=Formats(_ENGLISH, region).weekday(edition.issue.date),
            verdict=verdict(edition.findings),
            size=_size(edition.html),
            height=int(600 + 0.8 * len(edition.text) + 400 * edition.html.count("<img ")),
            light=_framed(html[stem(edition)], "light"),
            dark=_framed(html[stem(edition)], "dark"),
            findings=tuple((one, "" if one.names_place else one.place) for one in edition.findings),
            leads=leads(edition, others),
            absent=absent(edition, others),
            lists=tuple(_lists(edition)),
            shots=tuple(shot for shot in shots if shot.letter == stem(edition)),
        )


def _framed(html: str, look: Look) -> str:
    """A letter for a frame of the page: its links lead nowhere, and a printer keeps its colours."""
    return inert(under(html, look)).replace("<head>", f"<head>{_ON_PAPER}", 1)


def _elsewhere(settings: Settings, edition: Edition, editions: Sequence[Edition]) -> dict[str, Edition]:
    """The editions of other regions by the regions' names, in the same language where there is one."""
    others = (other for other in editions if other.issue.region != edition.issue.region)
    found: dict[str, Edition] = {}
    for other in sorted(others, key=lambda other: other.language != edition.language):
        found.setdefault(settings.regions[other.issue.region].name.plain, other)
    return found


def _size(html: str) -> str:
    decoded, encoded = sizes(html)
    return f"{decoded / 1000:.1f} kB, {encoded / 1000:.1f} kB on the wire; Gmail cuts at {CLIPPED // 1000} kB"


def _lists(edition: Edition) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for group in spelling.groups(edition.notes):
        rows = [(f"{row.text} {row.times}".rstrip(), row.said) for row in group.rows]
        yield group.heading, rows
    for title, kind in _KINDS:
        notes = [note for note in edition.notes if (note.kind, note.about) == (kind, "article")]
        yield title, [(note.text, note.why) for note in notes]
    yield "Articles left out", [(one.title, one.reason) for _, ones in by_kind(edition.left_out) for one in ones]


@cache
def _template() -> Any:
    """The page's template; it comes with the package and is read once."""
    environment = Environment(
        loader=PackageLoader("newsletter.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("proof.html.j2")
