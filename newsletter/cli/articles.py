"""Commands by which an editor chooses the articles of an issue: articles list, pin, drop, order, override."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli import selections
from newsletter.cli.options import CampaignName, DateOption, Json, RegionOption
from newsletter.cli.project import at_least_one, campaigns_named, issues_named, open_desk, settings_of, wait_for
from newsletter.cli.screen import say, show_json
from newsletter.errors import Blocked, UsageError

if TYPE_CHECKING:
    from newsletter.articles.choosing.curation import Change, Group
    from newsletter.articles.choosing.meant import Register
    from newsletter.model import Article, Issue
    from newsletter.schedule.curating import Selection
    from newsletter.schedule.desk import Desk
    from newsletter.settings import Settings

articles = typer.Typer(help="Choose the articles of an issue.", no_args_is_help=True)

Names = Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Its id, file, title or address; one or more.")]
Undo = Annotated[bool, typer.Option("--undo", help="Leave it to the campaign's rule again.")]


def register(app: typer.Typer) -> None:
    app.add_typer(articles, name="articles")


@articles.command("list")
def list_articles(
    context: typer.Context,
    campaign: Annotated[
        str | None, typer.Argument(metavar="[CAMPAIGN]", help="The campaign's name; else every one.")
    ] = None,
    region: RegionOption = None,
    date: DateOption = None,
    json: Json = False,
) -> None:
    """List what each edition carries, and what not and why.

    Of what was last pulled.

    Example: newsletter articles list weekly --region uk
    """
    settings = settings_of(context)
    named = campaigns_named(settings, campaign)

    async def run() -> "list[Selection]":
        from newsletter.schedule import curating

        async with open_desk(settings) as desk:
            issues = [issue for one in named for issue in await _issues_of(desk, one.slug, region, date)]
            at_least_one(issues, campaign, region)
            return [one for issue in issues for one in await curating.selections(desk, issue)]

    found = wait_for(run())
    if json:
        show_json([selections.as_json(one) for one in found])
        return
    for one in found:
        selections.show(settings, one)
    if not any(one.articles or one.left_out for one in found):
        say("There is no article to choose from; newsletter pull fetches what is in your sources.")


@articles.command()
def pin(
    context: typer.Context,
    campaign: CampaignName,
    names: Names,
    region: RegionOption = None,
    date: DateOption = None,
    undo: Undo = False,
) -> None:
    """Have articles in an issue, before all others.

    Whatever their date, tags or number. Any change voids an approval.

    Example: newsletter articles pin weekly sea-legs.md
    """
    from newsletter.articles.choosing import curation

    settings = settings_of(context)
    wait_for(_curated(settings, campaign, names, region, date, curation.release if undo else curation.pin))


@articles.command()
def drop(
    context: typer.Context,
    campaign: CampaignName,
    names: Names,
    region: RegionOption = None,
    date: DateOption = None,
    undo: Undo = False,
) -> None:
    """Leave articles out of an issue, in every language.

    Example: newsletter articles drop weekly "Finding Your Sea Legs"
    """
    from newsletter.articles.choosing import curation

    settings = settings_of(context)
    wait_for(_curated(settings, campaign, names, region, date, curation.release if undo else curation.drop))


@articles.command()
def order(
    context: typer.Context,
    campaign: CampaignName,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ARTICLE...]", help="Which come first; none: in the usual order again."),
    ] = None,
    region: RegionOption = None,
    date: DateOption = None,
) -> None:
    """Set the order of an issue's articles; the others follow.

    Example: newsletter articles order weekly tides.md sea-legs.md
    """
    from newsletter.articles.choosing import curation

    settings = settings_of(context)

    async def run() -> None:
        async with open_desk(settings) as desk:
            groups = _groups(await _register(desk), names or [])
            issues = await issues_named(desk, campaign, region, date)
            await _each(desk, issues, curation.order(groups), partial(selections.orders, settings))

    wait_for(run())


@articles.command()
def override(
    context: typer.Context,
    campaign: CampaignName,
    name: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, file, title or address.")],
    title: Annotated[str | None, typer.Option(help="Another title.")] = None,
    teaser: Annotated[str | None, typer.Option(help="Another teaser.")] = None,
    image: Annotated[str | None, typer.Option(help="Another picture: its https address.")] = None,
    alt: Annotated[str | None, typer.Option(help="What the picture shows, in words.")] = None,
    region: RegionOption = None,
    date: DateOption = None,
    undo: Annotated[bool, typer.Option("--undo", help="Show the article's own again.")] = False,
) -> None:
    """Give an article another title, teaser or picture in an issue.

    Its translations keep theirs: they are articles of their own.

    Example: newsletter articles override weekly tides.md --title "When to Swim" --region uk
    """
    from newsletter.articles.choosing import curation
    from newsletter.model import Override

    settings = settings_of(context)
    given = Override(title, teaser, image, alt)
    if undo == (given != Override()):
        raise UsageError("say what the article is given (--title, --teaser, --image with --alt), or --undo")
    given = curation.checked(given)

    async def run() -> None:
        async with open_desk(settings) as desk:
            article = (await _register(desk)).article(name).id
            issues = await _that_can_carry(desk, await issues_named(desk, campaign, region, date), [(article,)])
            change = curation.override(article, given) if undo else curation.amend(article, given)
            await _each(desk, issues, change, lambda found: selections.places(settings, found, [(article,)]))

    wait_for(run())


# ── details ────────────────────────────────────────────────────────────────────────────────────────

Tell = Callable[["Sequence[Selection]"], Iterable[str]]


async def _issues_of(desk: "Desk", campaign: str, region: str | None, date: str | None) -> "Sequence[Issue]":
    """A campaign's issues; none, where it does not go to the region, which another may."""
    known = desk.kit.settings.campaigns[campaign].regions
    if region in desk.kit.settings.regions and region not in known:
        return ()
    return await issues_named(desk, campaign, region, date)


async def _register(desk: "Desk") -> "Register":
    from newsletter.articles.choosing.meant import Register
    from newsletter.schedule import curating

    return Register(await curating.known(desk))


def _groups(known: "Register", names: Sequence[str]) -> "list[Group]":
    return [known.group_of(name) for name in names]


async def _curated(
    settings: "Settings",
    campaign: str,
    names: Sequence[str],
    region: str | None,
    date: str | None,
    make: "Callable[[Sequence[Group]], Change]",
) -> None:
    from newsletter.articles.choosing import curation

    async with open_desk(settings) as desk:
        groups = _groups(await _register(desk), names)
        issues = await issues_named(desk, campaign, region, date)
        if make is not curation.release:
            issues = await _that_can_carry(desk, issues, groups)
        await _each(desk, issues, make(groups), lambda found: selections.places(settings, found, groups))


async def _that_can_carry(desk: "Desk", issues: "Sequence[Issue]", groups: "Sequence[Group]") -> "Sequence[Issue]":
    """The issues whose region one of the articles is for, in a language that is read there; raises UsageError.

    English ones can be carried everywhere, since they may stand untranslated.
    """
    from newsletter.store import articles as known

    async with desk.pool.connection() as connection:
        found = await known.whole(connection, [name for group in groups for name in group])
    members = [[found[name] for name in group if name in found] for group in groups]
    there = [issue for issue in issues if any(_can_carry(desk, issue, group) for group in members)]
    if not there:
        whom = sorted({slug for group in members for one in group for slug in one.regions})
        for_whom = f" and for {', '.join(whom)} alone" if whom else ""
        languages = sorted({one.language.code for group in members for one in group})
        said = f"is in {', '.join(languages)}{for_whom}"
        raise UsageError(f"{groups[0][0]} {said}: {', '.join(issue.id for issue in issues)} cannot carry it")
    return there


def _can_carry(desk: "Desk", issue: "Issue", members: "Sequence[Article]") -> bool:
    region = desk.kit.settings.regions[issue.region]
    whom = next((one.regions for one in members if one.regions), ())
    read = {language.base for language in region.languages}
    is_read = any(one.language.is_english or one.language.base in read for one in members)
    return is_read and (not whom or not {*whom}.isdisjoint(region.lineage))


async def _each(desk: "Desk", issues: "Sequence[Issue]", change: "Change", tell: Tell) -> None:
    """Changes every issue that still may be, and says what each carries by it; raises Blocked for the others."""
    from newsletter.schedule import curating
    from newsletter.schedule.desk import draft_of

    refused = []
    for issue in issues:
        try:
            row = await curating.curate(desk, issue, change)
        except Blocked as obstacle:
            refused.append(str(obstacle))
            continue
        for line in tell(await curating.selections(desk, issue)):
            say(f"{issue.id}: {line}")
        for line in selections.subjects(desk, await draft_of(desk, row, as_approved=True)):
            say(f"{issue.id}: {line}")
    if refused:
        raise Blocked("\n".join(refused))
