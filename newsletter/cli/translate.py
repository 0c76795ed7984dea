"""Commands that hand an issue's words to a translator and take them back: translate export, import."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.editions import look
from newsletter.cli.options import CampaignName, DateOption, RegionOption
from newsletter.cli.project import campaigns_named, date_of, languages_named, regions_named, settings_of
from newsletter.cli.screen import counted, say
from newsletter.errors import Blocked, UsageError

if TYPE_CHECKING:
    from newsletter.localise.po import Po
    from newsletter.localise.translate import Unit
    from newsletter.model import Article, Campaign, Issue, Language
    from newsletter.pipeline import Kit
    from newsletter.settings import Settings

translate = typer.Typer(help="Hand an issue's words to a translator, and take them back.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(translate, name="translate")


@translate.command()
def export(
    context: typer.Context,
    campaign: CampaignName,
    language: Annotated[str, typer.Option(help="The language to translate into, such as ar_AE.")],
    out: Annotated[Path, typer.Option(help="The .po file to write.")],
    region: RegionOption = None,
    date: DateOption = None,
) -> None:
    """Write what an issue's readers would read untranslated, as a .po file.

    Titles, teasers, alternative texts, the articles block by block, and the labels and patterns of the settings. Tags
    are numbers, so that none can be broken.

    Example: newsletter translate export weekly --language ar_AE --out weekly.po
    """
    from newsletter.localise.translate import catalogue
    from newsletter.model import Issue

    settings = settings_of(context)
    (one,) = campaigns_named(settings, campaign)
    slug, wanted = _readers(settings, one, region, language)
    kit, articles = look(settings)
    issue = Issue(one.slug, slug, date_of(settings, one, slug, date))
    units = _units(kit, issue, wanted, _untranslated(kit, issue, wanted, articles))
    out.write_text(catalogue(issue, settings.name.plain, wanted, units), "utf-8", newline="\n")
    say(f"{issue.id}: {counted(len(units), 'text')} for {wanted.code} in {out}")


@translate.command(name="import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.po", help="The file that came back from the translator.")],
) -> None:
    """Take a translator's .po file back as articles.

    Placeholders, figures, doses, dates and addresses are held against the originals; what is wrong is told by line, and
    nothing is written then. Each article becomes a file beside its original, such as tides.ar.md.

    Example: newsletter translate import weekly.po
    """
    from newsletter.localise.po import parse
    from newsletter.localise.translate_reading import read_back
    from newsletter.pipeline import open_kit, read_pulled

    settings = settings_of(context)
    po = parse(_content(file))
    issue, language = _meant(settings, file, po)
    kit = open_kit(settings)
    pulled = [article for one in read_pulled(kit) for article in one.articles]
    # As if nothing were translated yet: a file that comes back a second time is told so, not taken for a stranger's.
    articles = [article for article in pulled if article.language.base != language.base]
    asked = {entry.context for entry in po.messages}
    originals = [one for one in _untranslated(kit, issue, language, articles) if f"{one.id}|title" in asked]
    units = _units(kit, issue, language, originals)
    back = read_back(po, units)
    if back.faults:
        lines = (f"{file}:{fault.line}: {fault.what}; {fault.remedy}" for fault in back.faults)
        raise Blocked("\n".join([*lines, "Nothing was written."]))
    translated = [article for article in originals if f"{article.id}|title" in back.said]
    _write(settings, translated, back.said, language)
    for article in originals:
        if article not in translated:
            say(f"{article.place}: not translated yet")
    for unit in units:
        if unit.setting and unit.context in back.said:
            say(f"{unit.place}: {unit.setting}: write “{back.said[unit.context]}”")


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _readers(settings: "Settings", campaign: "Campaign", region: str | None, code: str) -> "tuple[str, Language]":
    """The one region of the campaign that has readers of a language; raises UsageError where none or several have."""
    found = [
        (slug, language)
        for slug in regions_named(settings, campaign, region)
        for language in languages_named(settings, slug, code)
    ]
    if len(found) != 1:
        regions = ", ".join(slug for slug, _ in found)
        raise UsageError(
            f"{code} is read in {regions}; say which one with --region"
            if found
            else f"{campaign.slug} has no edition in {code}; see newsletter campaigns list"
        )
    return found[0]


def _untranslated(
    kit: "Kit", issue: "Issue", language: "Language", articles: "Sequence[Article]"
) -> "tuple[Article, ...]":
    from newsletter.pipeline import untranslated

    return untranslated(issue, language, articles, kit)


def _units(kit: "Kit", issue: "Issue", language: "Language", articles: "Sequence[Article]") -> "list[Unit]":
    """What there is to translate, from the first article to the settings."""
    from newsletter.localise.parity import cta_ids, opened
    from newsletter.localise.translate import article_units, settings_units

    settings = kit.settings
    campaign, region = settings.campaigns[issue.campaign], settings.regions[issue.region]
    asked = [name for article in articles for _, name in cta_ids(opened(article.pieces))]
    own = [unit for article in articles for unit in article_units(article)]
    return [*own, *settings_units(settings.ctas, asked, campaign, region, language)]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}); name the translator's .po file") from error


def _meant(settings: "Settings", file: Path, po: "Po") -> "tuple[Issue, Language]":
    """The issue and language that a file is of; raises UsageError for another project's, or none of ours."""
    from datetime import date as day

    from newsletter.localise.translate import ISSUE, LANGUAGE, PROJECT
    from newsletter.model import Issue

    said = po.fields
    if po.header is None or ISSUE not in said:
        line, what = (po.faults[0].line, po.faults[0].what) if po.faults else (1, "its header names no issue")
        raise UsageError(f"{file}:{line}: {what}; take the file that newsletter translate export wrote")
    line = po.header.line_with("X-Newsletter")
    if said.get(PROJECT) != settings.name.plain:
        raise UsageError(f"{file}:{line}: it is of {said.get(PROJECT) or 'no project'}, not of {settings.name.plain}")
    campaign, region, when = (*said[ISSUE].split("/"), "", "", "")[:3]
    known = region in settings.regions and region in getattr(settings.campaigns.get(campaign), "regions", ())
    try:
        issue = Issue(campaign, region, day.fromisoformat(when))
    except ValueError:
        known = False
    languages = [one for one in settings.regions[region].languages if one.code == said.get(LANGUAGE)] if known else []
    if not languages:
        raise UsageError(f"{file}:{line}: there is no edition {said[ISSUE]} in {said.get(LANGUAGE)}; export it anew")
    return issue, languages[0]


def _write(settings: "Settings", articles: "Sequence[Article]", said: Mapping[str, str], language: "Language") -> None:
    """Writes each translation; raises Blocked, before the first of them, where a file would be overwritten."""
    from newsletter.localise.translate_reading import article_file

    files = [(_file(settings, article, language), article) for article in articles]
    for file, _ in files:
        if file.exists():
            raise Blocked(f"{file}: is there already; move it away, or correct it by hand. Nothing was written.")
    for file, article in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article_file(article, said, language), "utf-8", newline="\n")
        say(f"{article.place}: translated in {file.relative_to(settings.project)}")


def _file(settings: "Settings", article: "Article", language: "Language") -> Path:
    """Beside the original, where that is a file of a folder; else in the project's first folder."""
    import re

    folders = {source.name: source.path for source in settings.sources if source.kind == "folder" and source.path}
    if not folders:
        raise UsageError("settings.toml: sources: no folder to write articles to; add one of kind folder")
    if folder := folders.get(article.source):
        return folder / Path(article.place).with_suffix(f".{language.base}.md")
    name = re.sub(r"[^a-z0-9]+", "-", article.title.casefold()).strip("-")[:60] or "article"
    return next(iter(folders.values())) / f"{name}.{language.base}.md"
