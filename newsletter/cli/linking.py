"""Where the links of editions lead: asked of the web for a command that a person waits for."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from newsletter.cli.project import now
from newsletter.cli.screen import counted, end_progress, say_progress

if TYPE_CHECKING:
    from newsletter.model import Edition, Finding
    from newsletter.settings import Settings


def link_findings(
    settings: "Settings", editions: "Iterable[Edition]", *, sure: bool = False
) -> "list[tuple[Edition, Finding]]":
    """What is to be said of the links of each edition, each address asked once; `sure` believes no old bad news."""
    from newsletter.articles.fetching.link_check import LinkCheck
    from newsletter.report import links
    from newsletter.store.verdicts import Verdicts

    looked = tuple(editions)
    check = LinkCheck(Verdicts.of(settings.project), settings.base_url, settings.own_domains)
    targets = (link.target for edition in looked for link in edition.links)
    verdicts = check.look(targets, now(), _tell, sure=sure)
    names = {slug: region.name.plain for slug, region in settings.regions.items()}
    return [(one, found) for one in looked for found in links.findings(one, names[one.issue.region], verdicts)]


def broken_buttons(found: "Sequence[tuple[Edition, Finding]]") -> str:
    """What stands against an approval, in a line each; empty where nothing does."""
    return "\n".join(
        f"{edition.issue.id}: {one.message}; {one.remedy}" for edition, one in found if one.level == "error"
    )


def _tell(looked: int, wanted: int) -> None:
    say_progress(f"{looked} of {counted(wanted, 'link')} looked at")
    if looked == wanted:
        end_progress()
