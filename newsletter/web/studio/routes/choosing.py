"""An editor's decisions, as buttons of the page send them: each is written down, then the page says what became of it.

POST /preview/<campaign>/<region>/<language>/articles    up|down|pin|unpin|drop|back|edit|own=<article's id>
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newsletter.articles.choosing import curation
from newsletter.articles.choosing.curation import Change
from newsletter.articles.choosing.meant import Register
from newsletter.articles.recognising.clusters import Named
from newsletter.errors import Blocked, UsageError
from newsletter.model import Edition, Override
from newsletter.web.studio.routes.notices import Notices
from newsletter.web.studio.routes.preview import asked
from newsletter.web.studio.table.light_table import LightTable, Look, Sheet
from newsletter.web.studio.views.choosing import Told
from newsletter.web.studio.views.controls import preview_path

Typed = Mapping[str, str]
Make = Callable[[str, Register, Edition, Typed], Change]


async def decide(table: LightTable, notices: Notices[Told], request: Request) -> Response:
    """Does what a button says, then leads back to the article, which says what became of it."""
    look = await table.look()
    issue, language, view = await asked(table, look, request)
    said = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    typed = {name: values[0] for name, values in said.items()}
    verb = next((name for name in _VERBS if name in typed), None)
    if verb is None:
        raise HTTPException(404)
    told = await _done(table, look, await table.sheet(look, issue, language), verb, typed)
    path = preview_path(issue.campaign, issue.region, language)
    return RedirectResponse(f"{view.link(path, told=notices.keep(told))}#told", 303)


async def _done(table: LightTable, look: Look, sheet: Sheet, verb: str, typed: Typed) -> Told:
    article, edition = typed[verb], sheet.edition
    try:
        register = Register(list(map(Named.of, look.known.values())))
        change = _VERBS[verb](article, register, edition, typed)
        if not await table.curate(look, edition.issue, change):
            return _refused(article, "the database does not answer; try again in a moment", typed)
    except (Blocked, UsageError) as error:
        return _refused(article, str(error), typed)
    look = await table.look()
    return _became(look, await table.sheet(look, edition.issue, edition.language), verb, article)


def _refused(article: str, why: str, typed: Typed) -> Told:
    return Told(f"Nothing was changed: {why}.", "bad", article, typed=typed)


def _became(look: Look, sheet: Sheet, verb: str, article: str) -> Told:
    """What the edition carries by the decision, and whose approval it has no more."""
    titles = dict(sheet.edition.articles)
    title = titles.get(article) or (look.known[article].title if article in look.known else article)
    out = next((one.reason for one in sheet.edition.left_out if one.id == article), "")
    place = f"{[*titles].index(article) + 1} of {len(titles)}" if article in titles else f"left out, {out}"
    words = _SAID[verb].format(title=title, place=place)
    given = sheet.approvals
    void = given and sheet.edition.hash not in {one.hash for one in given}
    people = " and ".join(dict.fromkeys(one.approved_by for one in given))
    remedy = f"It is not what {people} approved, so it has to be approved again." if void else ""
    return Told(words, "good", article, remedy)


# ── what each button does, and what is said of it ──────────────────────────────────────────────────


def _pin(article: str, known: Register, _edition: Edition, _typed: Typed) -> Change:
    return curation.pin([known.group_of(article)])


def _drop(article: str, known: Register, _edition: Edition, _typed: Typed) -> Change:
    return curation.drop([known.group_of(article)])


def _release(article: str, known: Register, _edition: Edition, _typed: Typed) -> Change:
    return curation.release([known.group_of(article)])


def _moved(by: int) -> Make:
    def make(article: str, known: Register, edition: Edition, _typed: Typed) -> Change:
        return curation.order([known.group_of(one) for one in _with_moved(edition, article, by)])

    return make


def _with_moved(edition: Edition, article: str, by: int) -> Sequence[str]:
    ids = [one for one, _ in edition.articles]
    if article not in ids:
        raise UsageError("the edition does not carry it any more")
    place = ids.index(article)
    ids.insert(max(0, place + by), ids.pop(place))
    return ids


def _edit(article: str, known: Register, _edition: Edition, typed: Typed) -> Change:
    """What was left empty is the article's own; a form's line ends are spaces."""
    title, teaser, image, alt = (
        " ".join(typed.get(name, "").split()) or None for name in ("title", "teaser", "image", "image_alt")
    )
    return curation.override(known.article(article).id, curation.checked(Override(title, teaser, image, alt)))


def _own(article: str, known: Register, _edition: Edition, _typed: Typed) -> Change:
    return curation.override(known.article(article).id, Override())


_VERBS: Mapping[str, Make] = {
    "up": _moved(-1),
    "down": _moved(1),
    "pin": _pin,
    "unpin": _release,
    "drop": _drop,
    "back": _release,
    "edit": _edit,
    "own": _own,
}
_SAID = {
    "up": "“{title}” was moved: {place}.",
    "down": "“{title}” was moved: {place}.",
    "pin": "“{title}” is pinned: {place}.",
    "unpin": "“{title}” is pinned no more: {place}.",
    "drop": "“{title}” is dropped from this issue, in every language.",
    "back": "“{title}” is put back: {place}.",
    "edit": "“{title}” is edited in this issue: {place}.",
    "own": "“{title}” has its own words and picture again: {place}.",
}
