"""What the page of an edition says of its articles: those it carries, the others, and what can be decided. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from newsletter.articles.choosing.curation import LONGEST, pinned_among
from newsletter.articles.choosing.reasons import LATE, Kind, by_kind
from newsletter.model import Article, LeftOut, Override
from newsletter.schedule.desk import since_of
from newsletter.store.issues import OPEN
from newsletter.web.studio.table.light_table import Look, Sheet
from newsletter.web.studio.views.words import Mood

_VERBS = {"pin": "Pin", "unpin": "Unpin", "back": "Put back"}
_REMEDIES = {"pin": "pin", "put back": "back", "unpin": "unpin", "": ""}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a decision, and what was typed where it was refused."""

    words: str
    mood: Mood
    article: str  # its id
    remedy: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """What a press does, and what the button says."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing of an article that can be another one in this issue."""

    name: str
    label: str
    said: str  # "": its own
    own: str
    longest: int  # characters


@dataclass(frozen=True, slots=True)
class Carried:
    """An article of the edition."""

    id: str
    title: str
    marks: tuple[str, ...]  # what an editor did to it
    pin: Button
    fields: tuple[Field, ...]
    is_edited: bool
    told: Told | None


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that were left out for reasons of one kind."""

    heading: str
    articles: tuple[LeftOut, ...]
    button: Button | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """The section's values."""

    carried: tuple[Carried, ...]
    groups: tuple[Group, ...]
    left_out: int
    post: str  # where decisions go; "": nothing can be decided
    obstacle: str  # why not
    told: Told | None
    is_elsewhere: bool  # what is told belongs to no article that is shown


def choosing(look: Look, sheet: Sheet, post: str, told: Told | None) -> Choosing:
    """Everything that is said of an edition's articles; `post` is where its forms lead."""
    obstacle = _obstacle(look, sheet)
    carried, out = sheet.edition.articles, (*_late(look, sheet), *sheet.edition.left_out)
    pinned = pinned_among(tuple(look.known.values()), sheet.curation)
    shown = {id_ for id_, _ in carried} | {one.id for one in out}
    return Choosing(
        carried=tuple(
            _carried(look.known.get(id_), id_, title, sheet.curation.overrides.get(id_), id_ in pinned, told)
            for id_, title in carried
        ),
        groups=tuple(_group(kind, articles, told) for kind, articles in by_kind(out)),
        left_out=len(out),
        post="" if obstacle else post,
        obstacle=obstacle,
        told=told,
        is_elsewhere=told is not None and told.article not in shown,
    )


def _late(look: Look, sheet: Sheet) -> Iterator[LeftOut]:
    """What came after the latest approval and waits for the next issue, unless an editor pins it."""
    if not sheet.approvals or (sheet.row and sheet.row.state not in OPEN):
        return
    latest, since = sheet.approvals[-1], since_of(look.kit, sheet.edition.issue)
    told = {
        *latest.candidates,
        *(id_ for id_, _ in sheet.edition.articles),
        *(one.id for one in sheet.edition.left_out),
    }
    for article in look.known.values():
        is_read = article.language.base == sheet.edition.language.base or article.language.is_english
        seen = min((when for when in (article.published, article.first_seen) if when), default=since)
        if seen >= since and is_read and article.id not in told:
            yield LeftOut(article.id, article.title, LATE)


def _obstacle(look: Look, sheet: Sheet) -> str:
    if look.database:
        return "Nothing can be chosen while the database does not answer."
    if look.trouble or sheet.trouble:
        return "Nothing can be chosen until what is wrong above is put right."
    if sheet.row and sheet.row.state not in OPEN:
        return "The issue is on its way, or over: what it carries can no longer be changed."
    return ""


def _carried(
    article: Article | None,
    id_: str,
    title: str,
    given: Override | None,
    is_pinned: bool,
    told: Told | None,
) -> Carried:
    here = told if told and told.article == id_ else None
    return Carried(
        id=id_,
        title=title,
        marks=(*(["pinned"] if is_pinned else []), *(["edited"] if given else [])),
        pin=_button("unpin" if is_pinned else "pin"),
        fields=_fields(article, given or Override(), here.typed if here else {}),
        is_edited=given is not None,
        told=here,
    )


def _fields(article: Article | None, given: Override, typed: Mapping[str, str]) -> tuple[Field, ...]:
    own = (article.title, article.teaser, article.image, article.image_alt) if article else ("", "", "", "")
    said = (given.title, given.teaser, given.image, given.image_alt)
    labels = ("Title", "Teaser", "Picture, its https address", "What the picture shows")
    return tuple(
        Field(name, label, typed.get(name, now or ""), its or "", LONGEST[name])
        for name, label, now, its in zip(LONGEST, labels, said, own, strict=True)
    )


def _group(kind: Kind, articles: Sequence[LeftOut], told: Told | None) -> Group:
    name = _REMEDIES[kind.remedy]
    is_open = told is not None and any(one.id == told.article for one in articles)
    return Group(kind.heading, tuple(articles), _button(name) if name else None, is_open)


def _button(name: str) -> Button:
    return Button(name, _VERBS[name])
