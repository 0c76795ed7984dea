"""The trip of one issue, top to bottom.

    sources ──pull──▶ articles ──choose──▶ picks ──localise──▶ stories ──resolve──▶ linked ──render──▶ Edition
                                                                                            check, approve (hash) │
    subscribers ──freeze──▶ deliveries ──shard──▶ jobs ──build messages──▶ relay ──replies──▶ ledger ◀────────────┘

The upper half is here: `compose` has no side effect, so the preview, the check, the approval and the send see the
very same bytes. The lower half begins in `deliver.outbox`; `schedule.desk` leads from one to the other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter.articles import pictures, sources
from newsletter.articles.choosing.choose import Window, choose
from newsletter.articles.recognising.compared import compared
from newsletter.articles.sources import Asked, Tell, quietly
from newsletter.ctas.links import LinkSettings, pass_mark, unsubscribe_url
from newsletter.ctas.registry import Registry
from newsletter.ctas.resolve import resolve
from newsletter.errors import CatalogueError
from newsletter.localise.catalogue import Catalogues
from newsletter.localise.catalogue_check import absent, problems
from newsletter.localise.extraction import template_files, template_words
from newsletter.localise.formats import language_title
from newsletter.localise.proofread import proofread
from newsletter.localise.pseudo import PSEUDO
from newsletter.localise.stories import localise
from newsletter.model import (
    UNTOUCHED,
    Article,
    Campaign,
    Choice,
    Curation,
    Edition,
    Finding,
    Issue,
    Language,
    Note,
    Region,
)
from newsletter.render import specimen
from newsletter.render.edition import Frame, render
from newsletter.render.regions import empty, refuse_unknown
from newsletter.render.showing import Gallery, hung
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
    spoken = _spoken(settings)
    translations = {language.code: catalogues.translations(language) for language in spoken}
    templates = Templates.load(_folders(settings, "templates"), translations)
    said = template_words(_folders(settings, "templates")[:1])
    refuse_unknown(templates.region_blocks(), settings.regions)
    untranslated = {language.code: catalogues.missing(language, said) for language in spoken}
    return Kit(settings, templates, untranslated, Registry(settings.ctas))


def catalogue_findings(settings: Settings) -> tuple[Finding, ...]:
    """What is wrong with the project's catalogues, held against its templates; each template is tried in each language.

    Raises TemplateError for a template that cannot be read at all.
    """
    locales, folders = _folders(settings, "locales"), _folders(settings, "templates")
    spoken = _spoken(settings)
    found = (*absent(locales, spoken), *problems(locales[:1], folders[:1]))
    try:
        catalogues = Catalogues.load(locales)
    except CatalogueError:  # told among what was found
        return found
    pseudo = Language(PSEUDO)
    translations = {language.code: catalogues.translations(language) for language in (*spoken, pseudo)}
    templates, files = Templates.load(folders, translations), template_files(folders[:1])
    regions, campaign = tuple(settings.regions.values()), next(iter(settings.campaigns.values()))
    faults = tuple(specimen.faults(files, regions, campaign, templates))
    foreign = not all(language.is_english for language in spoken)
    unmarked = specimen.unmarked(files, regions[0], campaign, templates) if foreign and not faults else ()
    return (*found, *faults, *unmarked)


def template_findings(kit: Kit) -> tuple[Finding, ...]:
    """What a person should see in the templates, whatever an edition makes of them."""
    return tuple(empty(kit.templates.region_blocks()))


def wording_findings(settings: Settings) -> tuple[Finding, ...]:
    """What is American in the words that no article brings: the templates', the catalogues', the settings'."""
    return tuple(proofread(settings, _folders(settings, "locales")[:1], _folders(settings, "templates")[:1]))


def pull_all(
    kit: Kit, asked: Mapping[str, Asked] | None = None, tell: Tell = quietly, by_hand: Collection[str] = ()
) -> tuple[sources.Pulled, ...]:
    """What every source has of what it is asked for, its pictures kept; a broken one says so and stops no other.

    A source that `asked` does not name is asked for all there is. `by_hand` are pictures that editors have given.
    """
    settings = kit.settings
    pulled = sources.pull(settings.sources, tuple(settings.regions.values()), _cache(settings), asked, tell)
    return pictures.fetch(pulled, settings.sources, _logos(settings), kept_pictures(settings.project), by_hand)


def unremembered(pulled: Iterable[sources.Pulled]) -> list[Article]:
    """The articles of a pull as who has no database sees them: compared with each other alone."""
    return compared(article for one in pulled for article in one.articles)


def read_pulled(kit: Kit) -> tuple[sources.Pulled, ...]:
    """What every source has without asking the network: folders as they are now, feeds as they were last pulled."""
    settings = kit.settings
    read = sources.pull(settings.sources, tuple(settings.regions.values()), _cache(settings), as_kept=True)
    return pictures.as_kept(read, _logos(settings), kept_pictures(settings.project))


def longest_window(kit: Kit) -> timedelta:
    """How far back any issue looks for articles, with a month to spare, so that people see what was just left out."""
    return timedelta(days=31 + max(campaign.articles.since_days for campaign in kit.settings.campaigns.values()))


def lately(kit: Kit, now: datetime) -> Mapping[str, Asked]:
    """What sources are asked for by who has no database: all that an issue could carry."""
    asked = Asked(published_since=now - longest_window(kit))
    return {source.name: asked for source in kit.settings.sources}


def kept_pictures(project: Path) -> Pictures:
    """The pictures of articles and themes that `pull_all` has kept."""
    return Pictures(project / ".newsletter" / "pictures")


def compose(
    issue: Issue, language: Language, articles: Sequence[Article], kit: Kit, curation: Curation = UNTOUCHED
) -> Edition:
    """The edition of one issue in one language; pure: the same arguments give the same bytes.

    Where nothing is left in that language, its readers get the region's English edition, under their own language's
    name: it is previewed, approved and sent as what they will really get.
    """
    campaign, region = kit.settings.campaigns[issue.campaign], kit.settings.regions[issue.region]
    choice = _choice(issue, language, articles, kit, curation)
    if english := _instead(choice, language, region, campaign):
        told = compose(issue, english, articles, kit, curation)
        if told.articles:
            return _given_to(language, told)
    localised = localise(choice, region, language, campaign.articles, kit.settings.house)
    localised, region = hung(localised, region, Gallery.of(choice.picked, _served_at(kit)))
    linked = resolve(localised, issue, language, region, _link_settings(kit), campaign.ctas)
    return render(linked, choice, _frame(issue, language, region, kit), kit.templates)


def shown(
    issue: Issue, language: Language, articles: Sequence[Article], kit: Kit, curation: Curation = UNTOUCHED
) -> list[str]:
    """The ids of the articles that an edition shows, and of their originals; to choose, they need not be whole."""
    choice = chosen(issue, language, articles, kit, curation)
    return [article.id for article in (*choice.picked, *choice.originals.values())]


def chosen(
    issue: Issue, language: Language, articles: Sequence[Article], kit: Kit, curation: Curation = UNTOUCHED
) -> Choice:
    """What an edition carries, and what not; to choose, articles need not be whole."""
    choice = _choice(issue, language, articles, kit, curation)
    region, campaign = kit.settings.regions[issue.region], kit.settings.campaigns[issue.campaign]
    if english := _instead(choice, language, region, campaign):
        return chosen(issue, english, articles, kit, curation)
    return choice


def untranslated(issue: Issue, language: Language, articles: Sequence[Article], kit: Kit) -> tuple[Article, ...]:
    """The articles of an issue that readers of this language get in another, or do not get because of it."""
    campaign, region = kit.settings.campaigns[issue.campaign], kit.settings.regions[issue.region]
    rule = replace(campaign.articles, untranslated="show")
    choice = choose(articles, rule, issue, language, region, window=window_of(issue, kit))
    return tuple(article for article in choice.picked if article.language.base != language.base)


def window_of(issue: Issue, kit: Kit) -> Window:
    """The time that an issue's articles come from."""
    campaign, region = kit.settings.campaigns[issue.campaign], kit.settings.regions[issue.region]
    entries = campaign.schedule.get(issue.region)
    schedule = calendar.parse(entries) if entries else None
    zone = ZoneInfo(region.timezone)
    return Window(*calendar.article_window(schedule, zone, issue.date, campaign.articles.since_days))


def edition_name(kit: Kit, edition: Edition) -> str:
    """What people call an edition: "United Kingdom, English" or "Middle East, Arabic (optional)"."""
    region = kit.settings.regions[edition.issue.region]
    name = f"{region.name.plain}, {language_title(edition.language, region)}"
    return f"{name}, told in {language_title(edition.instead, region)}" if edition.instead else name


def _choice(
    issue: Issue, language: Language, articles: Sequence[Article], kit: Kit, curation: Curation = UNTOUCHED
) -> Choice:
    rule, region = kit.settings.campaigns[issue.campaign].articles, kit.settings.regions[issue.region]
    return choose(articles, rule, issue, language, region, window=window_of(issue, kit), curation=curation)


def _instead(choice: Choice, language: Language, region: Region, campaign: Campaign) -> Language | None:
    """The region's English, where leaving out what is untranslated has left nothing."""
    emptied = not choice.picked and not language.is_english and campaign.articles.untranslated == "omit"
    return next((one for one in region.languages if emptied and one.is_english), None)


def _given_to(language: Language, told: Edition) -> Edition:
    """An edition as the readers of another language get it, said in a note and a finding."""
    what = f"no article is left in {language.code}; its readers get the {told.language.code} edition"
    remedy = 'translate an article (newsletter translate export), or set articles.untranslated = "show"'
    return replace(
        told,
        language=language,
        instead=told.language,
        notes=(*told.notes, Note("fallback", told.subject, what)),
        findings=(*told.findings, Finding("translation", "warning", "html", 0, 0, what, remedy)),
    )


def _folders(settings: Settings, name: str) -> list[Path]:
    """The project's own folder of that name, then ours."""
    return [folder for folder in (settings.project / name, bundled(name)) if folder.is_dir()]


def _spoken(settings: Settings) -> set[Language]:
    return {language for region in settings.regions.values() for language in region.languages}


def _cache(settings: Settings) -> Path:
    return settings.project / ".newsletter" / "cache"


def _logos(settings: Settings) -> Mapping[str, int]:
    """The logos' addresses, and the pixels that each is to have from side to side."""
    logos = sorted((one.theme.logo for one in settings.regions.values() if one.theme.logo), key=lambda one: one.width)
    return {address: 2 * logo.width for logo in logos for address in (logo.src, logo.dark) if address}


def _served_at(kit: Kit) -> str | None:
    """Where readers find the pictures that are kept; None where they are left at their own addresses."""
    return kit.settings.base_url if kit.settings.pictures == "served" else None


def _link_settings(kit: Kit) -> LinkSettings:
    settings = kit.settings
    return LinkSettings(settings.base_url, settings.links, settings.own_domains, settings.signing_keys[0], kit.registry)


def _frame(issue: Issue, language: Language, region: Region, kit: Kit) -> Frame:
    settings = kit.settings
    mark = pass_mark(settings.signing_keys[0], issue, language)
    return Frame(
        issue=issue,
        campaign=settings.campaigns[issue.campaign],
        region=region,
        language=language,
        newsletter=settings.name.said_in(language)[0],
        unsubscribe=unsubscribe_url(_link_settings(kit), mark, region.reply_to or region.sender),
        pass_mark=mark,
        untranslated=kit.untranslated[language.code],
        house=settings.house,
        checks=settings.checks,
    )
