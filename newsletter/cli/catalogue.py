"""Commands on the templates' words: catalogue extract, update, check."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.options import Json
from newsletter.cli.project import project_of, settings_of
from newsletter.cli.screen import counted, say, show_json, show_table
from newsletter.errors import Blocked, UsageError

if TYPE_CHECKING:
    from newsletter.localise.catalogue_update import Updated
    from newsletter.localise.extraction import TemplateWords

catalogue = typer.Typer(help="Extract, update and check the templates' words.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(catalogue, name="catalogue")


@catalogue.command()
def extract(context: typer.Context) -> None:
    """Write locales/newsletter.pot, every message of the templates.

    The same templates give the same file. What stands in {# TRANSLATORS: … #} above a message comes along.

    Example: newsletter catalogue extract
    """
    project = project_of(context)
    _write_pot(project, _said(project))


@catalogue.command()
def update(
    context: typer.Context,
    language: Annotated[
        str | None, typer.Option(help="A language such as fr or ar_AE, begun where there is none; else every one.")
    ] = None,
) -> None:
    """Bring catalogues up to date with the templates, or begin one.

    New messages are empty, changed ones fuzzy with their old text, and what no template says any more is put aside
    behind #~. Translations, comments and headers stay. newsletter.pot is written too.

    Example: newsletter catalogue update --language fr
    """
    from newsletter.localise.catalogue import catalogue_files, code_of

    project = project_of(context)
    said, folder = _said(project), project / "locales"
    there = [code_of(file) for file in catalogue_files(folder)]
    codes = [_known(language)] if language is not None else there
    updated = [(_file(project, code), _updated(project, code, {*there, *codes}, said)) for code in codes]
    _write_pot(project, said)
    for file, done in updated:  # each could be read: now all are written
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(done.text, "utf-8", newline="")
        new, changed, aside = (len(words) for words in (done.new, done.changed, done.vanished))
        say(f"{file.relative_to(project)}: {new:,} new, {changed:,} changed, {aside:,} put aside")


@catalogue.command()
def check(context: typer.Context, json: Json = False) -> None:
    """Find what is missing, fuzzy or unsafe in the catalogues.

    By file and line; nothing is written. Each template is filled in each language of the project, and what is not
    marked for translation is told. newsletter check does the same, among other things.

    Example: newsletter catalogue check
    """
    from newsletter.pipeline import catalogue_findings
    from newsletter.report import proof

    settings = settings_of(context)
    findings = catalogue_findings(settings)
    if json:
        show_json([proof.finding_json(finding) for finding in findings])
    elif findings:
        own = f"{settings.project}{os.sep}"
        rows = [(one.level, one.place.removeprefix(own), one.message, one.remedy) for one in findings]
        show_table(("level", "place", "what", "remedy"), rows)
    else:
        say("Nothing found: all is well.")
    if errors := sum(finding.level == "error" for finding in findings):
        raise Blocked(counted(errors, "error"))


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _said(project: Path) -> "tuple[TemplateWords, ...]":
    from newsletter.localise.extraction import template_words
    from newsletter.starter import bundled

    own = project / "templates"
    return template_words([own if own.is_dir() else bundled("templates")])


def _write_pot(project: Path, said: "tuple[TemplateWords, ...]") -> None:
    from newsletter.localise.extraction import messages, pot

    file = project / "locales" / "newsletter.pot"
    file.parent.mkdir(exist_ok=True)
    file.write_text(pot(said), "utf-8", newline="")
    say(f"{file.relative_to(project)}: {counted(len(messages(said)), 'message')}")


def _file(project: Path, code: str) -> Path:
    from newsletter.localise.catalogue import catalogue_file

    return catalogue_file(project / "locales", code)


def _known(language: str) -> str:
    """The code, if it is one; `..` and `en_XA` are none."""
    from newsletter.localise.catalogue import is_language

    if not is_language(language):
        raise UsageError(f"no such language: {language!r}; write a code such as fr or ar_AE")
    return language


def _updated(project: Path, code: str, codes: set[str], said: "tuple[TemplateWords, ...]") -> "Updated":
    """A catalogue's new text; raises CatalogueError where it cannot be read."""
    from newsletter.localise.catalogue import read
    from newsletter.localise.catalogue_check import is_thin
    from newsletter.localise.catalogue_update import begin, update
    from newsletter.localise.extraction import messages
    from newsletter.localise.plurals import plurals_of
    from newsletter.localise.po import parse

    file = _file(project, code)
    if file.exists():
        found = read(file)
        po, plurals = found.po, found.plurals
    else:
        plurals = plurals_of(code)
        po = parse(begin(code, plurals).encode())
    return update(po, messages(said), plurals, thin=is_thin(code, codes))
