"""What an edition carries, as `articles` prints it: as a table or JSON, and in a line for each change."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from newsletter.cli.screen import counted, say, show_table

if TYPE_CHECKING:
    from newsletter.articles.choosing.curation import Group
    from newsletter.schedule.curating import Selection
    from newsletter.schedule.desk import Desk, Draft
    from newsletter.settings import Settings


def show(settings: "Settings", one: "Selection") -> None:
    """Prints what an edition carries in its order, then everything it does not, those with alike reasons together."""
    from newsletter.articles.choosing.reasons import by_kind

    print(f"{one.issue.id}: {settings.regions[one.issue.region].name.plain}, {_language(settings, one)}", flush=True)
    carried = [(str(number), title, id_, _hand(one, id_)) for number, (id_, title) in enumerate(one.articles, 1)]
    left_out = [("–", out.title, out.id, out.reason) for _, outs in by_kind(one.left_out) for out in outs]
    if carried or left_out:
        show_table(("", "article", "id", "why"), [*carried, *left_out])
    if one.older:
        said = f"{counted(one.older, 'older article')} {'is' if one.older == 1 else 'are'} not listed"
        say(f"{said}; newsletter articles pin takes them, too")


def as_json(one: "Selection") -> dict[str, Any]:
    return {
        "issue": one.issue.id,
        "language": one.language.code,
        "articles": [
            {"id": id_, "title": title, "pinned": id_ in one.pinned, "edited": id_ in one.curation.overrides}
            for id_, title in one.articles
        ],
        "left_out": [{"id": out.id, "title": out.title, "reason": out.reason} for out in one.left_out],
        "older": one.older,
    }


def places(settings: "Settings", found: "Sequence[Selection]", groups: "Sequence[Group]") -> Iterator[str]:
    """Where each of these articles stands now in each edition, or why it does not."""
    for group in groups:
        carried = {one.language: said for one in found if (said := _carried(one, group))}
        out = {one.language: said for one in found if (said := _left_out(one, group))}
        met = out | carried
        title = next((title for title, _ in (carried or out).values()), group[0])
        where = [f"{_language(settings, one)}: {met[one.language][1]}" for one in found if one.language in met]
        yield f"“{title}”: {'; '.join(where) or 'left out, too old to be listed'}"


def orders(settings: "Settings", found: "Sequence[Selection]") -> Iterator[str]:
    """All that each edition carries, in order."""
    for one in found:
        titles = ", ".join(f"{number} “{title}”" for number, (_, title) in enumerate(one.articles, 1))
        yield f"{_language(settings, one)}: {titles or 'no article'}"


def subjects(desk: "Desk", draft: "Draft") -> Iterator[str]:
    """The subject of each edition as it would go out, and whether it is still what people have approved."""
    from newsletter.pipeline import edition_name

    for edition in draft.editions:
        given = [one for one in draft.approvals if one.language == edition.language.code]
        people = " and ".join(dict.fromkeys(one.approved_by for one in given))
        void = given and edition.hash not in {one.hash for one in given}
        again = f"; it is not what {people} approved, so it has to be approved again" if void else ""
        yield f'{edition_name(desk.kit, edition)}: subject "{edition.subject}"{again}'


def _carried(one: "Selection", group: "Group") -> tuple[str, str] | None:
    """The title under which an edition carries an article, and its place."""
    for number, (id_, title) in enumerate(one.articles, 1):
        if id_ in group:
            hand = _hand(one, id_)
            return title, f"{number} of {len(one.articles)}{f', {hand}' if hand else ''}"
    return None


def _left_out(one: "Selection", group: "Group") -> tuple[str, str] | None:
    """The title of an article that an edition leaves out, and why; that another member stands for it is no reason."""
    from newsletter.articles.choosing.reasons import COPIES, kind_of

    outs = (out for out in one.left_out if out.id in group and kind_of(out.reason) != COPIES)
    return next(((out.title, f"left out, {out.reason}") for out in outs), None)


def _hand(one: "Selection", article: str) -> str:
    """What an editor did to an article that is carried."""
    said = (("pinned", article in one.pinned), ("edited", article in one.curation.overrides))
    return ", ".join(word for word, true in said if true)


def _language(settings: "Settings", one: "Selection") -> str:
    from newsletter.localise.formats import language_title

    return language_title(one.language, settings.regions[one.issue.region])
