"""How an editor's decisions of one issue change, one at a time. Pure; `schedule.curating` writes down what comes of it.

A `Group` is an article by its id, with the ids of its translations and copies: whichever of them was named before, it
is meant with all of them. An override is one article's own, in its one language.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from newsletter.articles.cleaning.characters import Tally, plain
from newsletter.articles.recognising.clusters import Named, roots
from newsletter.ctas.urls import RefusedUrl, add_utm
from newsletter.errors import UsageError
from newsletter.model import Article, Curation, KeptPicture, Override

Group = tuple[str, ...]  # the id to be kept first
Change = Callable[[Curation], Curation]

LONGEST = {"title": 200, "teaser": 600, "image": 2_000, "image_alt": 300}  # characters
_CALLED = {"title": "the title", "teaser": "the teaser", "image": "the picture", "image_alt": "what the picture shows"}
_LINE_END = re.compile("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_LEFTOVER = re.compile(r"\{[{%]|(?<!\w)cta\(|\[hubspot|hs-cta", re.IGNORECASE)


def pin(groups: Sequence[Group]) -> Change:
    """In, before all others and behind what was pinned before; what was dropped is so no more."""

    def change(curation: Curation) -> Curation:
        new = [group for group in groups if not _is_among(group, curation.pinned)]
        first = _firsts(new)
        return replace(
            curation,
            pinned=(*curation.pinned, *first),
            dropped=_without(curation.dropped, groups),
            order=(*first, *_without(curation.order, new)) if curation.order else (),
        )

    return change


def drop(groups: Sequence[Group]) -> Change:
    """Out; what was pinned is so no more."""

    def change(curation: Curation) -> Curation:
        new = _firsts(group for group in groups if not _is_among(group, curation.dropped))
        return replace(curation, dropped=(*curation.dropped, *new), pinned=_without(curation.pinned, groups))

    return change


def release(groups: Sequence[Group]) -> Change:
    """Neither pinned nor dropped: in or out by the campaign's rule."""

    def change(curation: Curation) -> Curation:
        return replace(
            curation,
            pinned=_without(curation.pinned, groups),
            dropped=_without(curation.dropped, groups),
        )

    return change


def order(groups: Sequence[Group]) -> Change:
    """First these, as they stand here; none: in the rule's own order again."""
    return lambda curation: replace(curation, order=_firsts(groups))


def override(article: str, given: Override) -> Change:
    """The article with this in place of its own, and nothing else; with nothing, as it is."""

    def change(curation: Curation) -> Curation:
        others = {name: said for name, said in curation.overrides.items() if name != article}
        before = curation.overrides.get(article, Override())
        picture = before.picture if given.image == before.image else None
        now = replace(given, picture=picture)
        return replace(curation, overrides=others if now == Override() else {**others, article: now})

    return change


def amend(article: str, given: Override) -> Change:
    """The article with this, too, in place of its own."""

    def change(curation: Curation) -> Curation:
        before = curation.overrides.get(article, Override())
        now = replace(before, **{name: said for name in LONGEST if (said := getattr(given, name)) is not None})
        return override(article, now)(curation)

    return change


def checked(given: Override) -> Override:
    """The override as it can be shown; raises UsageError for what no letter should hold."""
    if given.image and not given.image_alt:
        raise UsageError("a picture needs words for those who do not see it; say what it shows")
    return Override(
        title=_fit("title", given.title),
        teaser=_fit("teaser", given.teaser),
        image=_fit("image", given.image),
        image_alt=_fit("image_alt", given.image_alt),
    )


def keep(pictures: Callable[[str], KeptPicture | None]) -> Change:
    """The pictures of overrides as they are kept by now, by their addresses; once it is kept, a picture stays."""

    def change(curation: Curation) -> Curation:
        kept = {
            article: replace(given, picture=pictures(given.image) or given.picture) if given.image else given
            for article, given in curation.overrides.items()
        }
        return replace(curation, overrides=kept)

    return change


def pinned_among(articles: Iterable[Article], curation: Curation) -> set[str]:
    """The ids of those of the articles that are pinned, by themselves or with a translation or copy."""
    of = roots(map(Named.of, articles))
    pinned = {of[name] for name in curation.pinned if name in of}
    return {name for name, root in of.items() if root in pinned}


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _firsts(groups: Iterable[Group]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group[0] for group in groups))


def _is_among(group: Group, ids: Iterable[str]) -> bool:
    return not set(group).isdisjoint(ids)


def _without(ids: Iterable[str], groups: Iterable[Group]) -> tuple[str, ...]:
    gone = {name for group in groups for name in group}
    return tuple(name for name in ids if name not in gone)


def _fit(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    called, tally = _CALLED[name], Tally()
    if len(text) > LONGEST[name]:
        raise UsageError(f"{called} is longer than {LONGEST[name]:,} characters; shorten it")
    said = plain(text, tally)
    if _LINE_END.search(text) or tally["control"] or tally["direction"]:
        raise UsageError(f"{called} holds a line end or a sign that nobody can see; write it in one plain line")
    if found := _LEFTOVER.search(text):
        raise UsageError(f"{called} holds {found[0]!r}, which would stand in the letter as it is; take it out")
    if not said:
        raise UsageError(f"{called} is empty; leave it away for the article's own")
    return _address(said) if name == "image" else said


def _address(text: str) -> str:
    try:
        address = add_utm(text, campaign="", content="", own_domains=())
    except RefusedUrl as refused:
        raise UsageError(f"the picture cannot be shown from {text:.80}: {refused}") from None
    if not address.lower().startswith("https://"):
        raise UsageError(f"the picture cannot be shown from {text:.80}: its address has to begin with https://")
    return address
