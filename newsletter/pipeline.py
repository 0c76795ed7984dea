"""The trip of one issue, top to bottom.

    sources ──pull──▶ articles ──choose──▶ picks ──localise──▶ stories ──resolve──▶ linked ──render──▶ Edition
                                                                                            check, approve (hash) │
    subscribers ──freeze──▶ deliveries ──shard──▶ jobs ──build messages──▶ relay ──replies──▶ ledger ◀────────────┘

The upper half is here: `compose` has no side effect, so the preview, the check, the approval and the send see the
very same bytes. The lower half begins in `deliver.outbox`; `schedule.desk` leads from one to the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter.articles import pictures, sources
from newsletter.articles.choose import Window, choose
from newsletter.ctas.links import LinkSettings, pass_mark, unsubscribe_url
from newsletter.ctas.registry import Registry
from newsletter.ctas.resolve import resolve
from newsletter.localise.catalogue import Catalogues
from newsletter.localise.catalogue_check import problems, template_words
from newsletter.localise.formats import Formats, language_title
from newsletter.localise.proofread import proofread
from newsletter.localise.stories import localise
from newsletter.model import Article, Edition, Finding, Issue, Language
from newsletter.render.edition import Frame, render
from newsletter.render.templates import Templates
from newsletter.schedule import calendar
from newsletter.settings import Settings
from newsletter.starter import bundled
from newsletter.store.pictures import Pictures


@dataclass(frozen=True, slots=True)
class Kit:
    """What a project brings to every edition, read once at the door."""

    settings: Settings
    templates: Templates
    untranslated: Mapping[str, tuple[str, ...]]  # language code → the templates' words that stay English in it
    registry: Registry


def open_kit(settings: Settings) -> Kit:
    """Reads the project's templates and catalogues, then our own; raises TemplateError, CatalogueError."""
    catalogues = Catalogues.load(_folders(settings, "locales"))
    spoken = {language for region in settings.regions.values() for language in region.languages}
    translations = {language.code: catalogues.translations(language) for language in spoken}
    templates = Templates.load(_folders(settings, "templates"), translations)
    said = template_words(_folders(settings, "templates")[:1])
    untranslated = {language.code: catalogues.missing(language, said) for language in spoken}
    return Kit(settings, templates, untranslated, Registry(settings.ctas))


def catalogue_findings(settings: Settings) -> tuple[Finding, ...]:
    """What is wrong with the project's catalogues, held against its templates."""
    return problems(_folders(settings, "locales")[:1], _folders(settings, "templates")[:1])


def wording_findings(settings: Settings) -> tuple[Finding, ...]:
    """What is American in the words that no article brings: the templates', the catalogues', the settings'."""
    return tuple(proofread(settings, _folders(settings, "locales")[:1], _folders(settings, "templates")[:1]))


def pull_all(kit: Kit) -> tuple[sources.Pulled, ...]:
    """What every source has now, its pictures kept for previews and proofs; a broken one says so and stops no other."""
    settings = kit.settings
    pulled = sources.pull(settings.sources, tuple(settings.regions.values()), _cache(settings))
    return pictures.fetch(pulled, settings.sources, _logos(settings), kept_pictures(settings.project))


def read_pulled(kit: Kit) -> tuple[sources.Pulled, ...]:
    """What every source has without asking the network: folders as they are now, feeds as they were last pulled."""
    settings = kit.settings
    return sources.pull(settings.sources, tuple(settings.regions.values()), _cache(settings), as_kept=True)


def kept_pictures(project: Path) -> Pictures:
    """The pictures of articles and themes that `pull_all` has kept."""
    return Pictures(project / ".newsletter" / "pictures")


def compose(issue: Issue, language: Language, articles: Sequence[Article], kit: Kit) -> Edition:
    """The edition of one issue in one language; pure: the same arguments give the same bytes."""
    campaign, region = kit.settings.campaigns[issue.campaign], kit.settings.regions[issue.region]
    choice = choose(articles, campaign.articles, issue, language, region, window=_window(issue, kit))
    localised = localise(choice, region, language, campaign.articles, kit.settings.house)
    linked = resolve(localised, issue, language, region, _link_settings(kit))
    return render(linked, choice, _frame(issue, language, kit), kit.templates)


def edition_name(kit: Kit, edition: Edition) -> str:
    """What people call an edition: "United Kingdom, English" or "Middle East, Arabic (optional)"."""
    region = kit.settings.regions[edition.issue.region]
    return f"{region.name.plain}, {language_title(edition.language, region)}"


def _folders(settings: Settings, name: str) -> list[Path]:
    """The project's own folder of that name, then ours."""
    return [folder for folder in (settings.project / name, bundled(name)) if folder.is_dir()]


def _cache(settings: Settings) -> Path:
    return settings.project / ".newsletter" / "cache"


def _logos(settings: Settings) -> list[str]:
    logos = [region.theme.logo for region in settings.regions.values() if region.theme.logo]
    return [address for logo in logos for address in (logo.src, logo.dark) if address]


def _window(issue: Issue, kit: Kit) -> Window:
    campaign, region = kit.settings.campaigns[issue.campaign], kit.settings.regions[issue.region]
    entries = campaign.schedule.get(issue.region)
    schedule = calendar.parse(entries) if entries else None
    zone = ZoneInfo(region.timezone)
    return Window(*calendar.article_window(schedule, zone, issue.date, campaign.articles.since_days))


def _link_settings(kit: Kit) -> LinkSettings:
    settings = kit.settings
    return LinkSettings(settings.base_url, settings.links, settings.own_domains, settings.signing_keys[0], kit.registry)


def _frame(issue: Issue, language: Language, kit: Kit) -> Frame:
    settings, region = kit.settings, kit.settings.regions[issue.region]
    mark = pass_mark(settings.signing_keys[0], issue, language)
    return Frame(
        issue=issue,
        campaign=settings.campaigns[issue.campaign],
        region=region,
        language=language,
        newsletter=settings.name.said_in(language)[0],
        date=Formats(language, region).date(issue.date),
        unsubscribe=unsubscribe_url(_link_settings(kit), mark, region.reply_to or region.sender),
        pass_mark=mark,
        untranslated=kit.untranslated[language.code],
        house=settings.house,
        checks=settings.checks,
    )
