"""Commands that look at words: check and british."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from newsletter.cli.ctas import show_harvest
from newsletter.cli.editions import look, next_editions
from newsletter.cli.linking import link_findings
from newsletter.cli.options import Json
from newsletter.cli.project import house_of, settings_of
from newsletter.cli.screen import counted, say, show_json, show_table
from newsletter.errors import Blocked, UsageError

if TYPE_CHECKING:
    from newsletter.localise.edits import Edited
    from newsletter.model import Article, Edition, Finding, HouseStyle
    from newsletter.pipeline import Kit


def register(app: typer.Typer) -> None:
    for command in (check, british):
        app.command()(command)


def check(
    context: typer.Context,
    masked: Annotated[
        bool, typer.Option("--masked", help="List American words left alone and links to examples, too.")
    ] = False,
    harvest: Annotated[
        bool, typer.Option("--harvest", help="List the CTAs that nobody knows, as rows for ctas.csv, and nothing else.")
    ] = False,
    json: Json = False,
) -> None:
    """Check settings, templates, CTAs, spelling and links.

    Looks at the catalogues, at what the settings say to readers, and at the next edition of every campaign, region and
    language. Asks the web where its links lead, and remembers the answers for a while.

    Example: newsletter check
    """
    from newsletter.report import proof

    settings = settings_of(context)
    kit, articles = look(settings)
    if harvest:
        show_harvest(kit, articles, json=json)
        return
    findings = _everywhere(kit, articles, masked=masked)
    if json:
        show_json([{"where": where, **proof.finding_json(finding)} for where, finding in findings])
    elif findings:
        rows = [(where, one.level, one.place, one.message, one.remedy) for where, one in findings]
        show_table(("where", "level", "place", "what", "remedy"), rows)
    else:
        say("Nothing found: all is well.")
    if errors := sum(finding.level == "error" for _, finding in findings):
        raise Blocked(counted(errors, "error"))


def british(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A file; else standard input.")] = None,
    form: Annotated[Literal["text", "html", "mjml"], typer.Option("--format", help="What is read.")] = "text",
    json: Json = False,
) -> None:
    """Respell American English as British, on standard output.

    Names, quotations, links and markup stay as they are. Inside a project its own [spelling] counts too.

    Example: newsletter british article.txt > british.txt
    """
    from newsletter.localise.british import respell

    respelled = respell(_read(file), form, house_of(context))
    if json:
        show_json(_respelled_json(respelled))
    else:
        sys.stdout.buffer.write(respelled.text.encode())  # bytes: Windows would write other line ends


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _everywhere(kit: "Kit", articles: "list[Article]", *, masked: bool) -> "list[tuple[str, Finding]]":
    """Every finding, with where it was made: of the project as a whole, of editions, of where their links lead."""
    from newsletter.pipeline import catalogue_findings, template_findings, wording_findings
    from newsletter.report import parity, proof

    settings = kit.settings
    findings = [("catalogues", finding) for finding in catalogue_findings(settings)]
    findings += [("templates", finding) for finding in template_findings(kit)]
    findings += [("wording", finding) for finding in wording_findings(settings)]
    composed: list[Edition] = []
    for campaign in settings.campaigns.values():
        editions = list(next_editions(kit, articles, campaign))
        composed += editions
        known = {article.id: article for article in articles}
        findings += [(f"{campaign.slug}: parity", one) for one in parity.among(settings, editions, known)]
        for edition in editions:
            where = f"{campaign.slug}: {proof.stem(edition)}"
            findings += [(where, finding) for finding in edition.findings]
            findings += [(where, kept) for kept in _left_alone(edition, settings.house)] if masked else []
    for edition, finding in link_findings(settings, composed):
        if masked or finding.level != "kept":
            findings.append((f"{edition.issue.campaign}: {proof.stem(edition)}", finding))
    return findings


def _left_alone(edition: "Edition", house: "HouseStyle") -> "Iterator[Finding]":
    from newsletter.localise.edits import context
    from newsletter.model import Finding
    from newsletter.render.gates.wording import remarks

    for part, remark in remarks(edition.parts, house) if edition.told_in.is_english else ():
        if remark.why and not remark.unclear:
            message = f"{remark.word}: {remark.why}, in “{context(dict(edition.parts)[part], remark)}”"
            yield Finding("spelling", "kept", part, remark.line, remark.column, message, f"British: {remark.better}")


def _read(file: Path | None) -> str:
    raw = sys.stdin.buffer.read() if file is None else _bytes_of(file)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file or 'standard input'}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error


def _respelled_json(respelled: "Edited") -> dict[str, Any]:
    return {
        "text": respelled.text,
        "changes": [
            {"line": one.line, "column": one.column, "from": one.word, "to": one.better, "tier": one.tier}
            for one in respelled.changes
        ],
        "kept": [
            {
                "line": one.line,
                "column": one.column,
                "word": one.word,
                "to": one.better,
                "tier": one.tier,
                "why": one.why,
            }
            for one in respelled.kept
        ],
    }
