"""Two editions of one campaign side by side: facts, articles, buttons, figures, words; for the studio's page. Pure.

Editions in one language are compared word by word. Where languages differ, a translation stands beside its original,
and only what has no language is compared: which articles, which CTAs, which figures.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsletter.articles.recognising.aliases import page_of
from newsletter.articles.recognising.clusters import clusters
from newsletter.localise.formats import Formats
from newsletter.localise.parity_figures import Figure, figures
from newsletter.localise.parity_matching import unmatched
from newsletter.model import Article, Edition, Language, Link, Region
from newsletter.report.sections import Section, links_of, sections

_ENGLISH = Language("en_GB")
_MOST = 4000  # words of a story that are compared; the rest is shown as it is


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that editions have, line by line, in both."""

    name: str
    one: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return self.one != self.other


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in both texts, or in this one only."""

    text: str
    alone: bool


Paragraphs = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An article as one edition tells it; None in `Pair` where it does not."""

    title: str
    text: Paragraphs


@dataclass(frozen=True, slots=True)
class Pair:
    """One article in both editions, or in one of them."""

    one: Told | None
    other: Told | None
    facts: tuple[Fact, ...]  # its buttons, and the figures that only one of them has
    same_text: bool

    @property
    def differs(self) -> bool:
        return not (self.one and self.other and self.same_text) or any(fact.differs for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two editions have, side by side."""

    facts: tuple[Fact, ...]
    pairs: tuple[Pair, ...]


def compared(
    one: Edition, other: Edition, regions: Mapping[str, Region], articles: Mapping[str, Article]
) -> Comparison:
    """The two editions side by side, articles in the first one's order; `articles` tell what translates what."""
    sides = [_Side(edition, regions[edition.issue.region]) for edition in (one, other)]
    facts = tuple(Fact(name, *(tuple(tell(side)) for side in sides)) for name, tell in _FACTS.items())
    return Comparison(facts, tuple(_pairs(sides[0], sides[1], articles)))


class _Side:
    """One edition, with what is read out of it once."""

    def __init__(self, edition: Edition, region: Region) -> None:
        self.edition, self.region = edition, region
        self.told, self.links = sections(edition), links_of(edition)
        self.titles = dict(edition.articles)


# ── facts ──────────────────────────────────────────────────────────────────────────────────────────


def _terms(side: _Side) -> Iterator[str]:
    yield from dict.fromkeys(
        note.text for note in side.edition.notes if (note.kind, note.about) == ("changed", "terms")
    )


def _blocks(side: _Side) -> Iterator[str]:
    for note in side.edition.notes:
        if note.kind == "dropped" and note.why.startswith("belongs to "):
            yield note.text


_FACTS: Mapping[str, Callable[[_Side], Iterable[str]]] = {
    "Date": lambda side: [Formats(_ENGLISH, side.region).weekday(side.edition.issue.date)],
    "Sender": lambda side: [side.region.sender],
    "Answers to": lambda side: [side.region.reply_to or side.region.sender],
    "Subject": lambda side: [side.edition.subject],
    "Preheader": lambda side: [side.edition.preheader],
    "The region’s own words": _terms,
    "Region blocks left out": _blocks,
    "Legal lines": lambda side: [line.said_in(side.edition.language)[0] for line in side.region.legal],
}


# ── articles ───────────────────────────────────────────────────────────────────────────────────────


def _pairs(one: _Side, other: _Side, articles: Mapping[str, Article]) -> Iterator[Pair]:
    roots = {member.id: group[0].id for group in clusters(sorted(articles.values(), key=_id)) for member in group}
    theirs = {roots.get(article, article): article for article in other.titles}
    for article in one.titles:
        yield _pair(one, other, article, theirs.pop(roots.get(article, article), None))
    for article in theirs.values():
        yield _pair(one, other, None, article)


def _id(article: Article) -> str:
    return article.id


def _pair(one: _Side, other: _Side, here: str | None, there: str | None) -> Pair:
    texts = [_paragraphs(side, article) for side, article in ((one, here), (other, there))]
    comparable = bool(here and there) and one.edition.language == other.edition.language
    runs = _word_by_word(*texts) if comparable else tuple(_plain(text) for text in texts)
    facts = (_buttons(one, here, other, there), _figures(*texts)) if here and there else ()
    sides = zip((one, other), (here, there), runs, strict=True)
    told = [Told(side.titles[article], text) if article else None for side, article, text in sides]
    said = tuple(fact for fact in facts if fact.one or fact.other)
    return Pair(told[0], told[1], said, not comparable or texts[0] == texts[1])


def _paragraphs(side: _Side, article: str | None) -> tuple[str, ...]:
    section: Section | None = side.told.get(article or "")
    return section.paragraphs if section else ()


def _buttons(one: _Side, here: str, other: _Side, there: str) -> Fact:
    """The CTAs of an article; where languages differ, only where they lead."""
    labelled = one.edition.language == other.edition.language
    said = (
        tuple(_button(link, labelled=labelled) for _, link in side.links[article] if link.cta)
        for side, article in ((one, here), (other, there))
    )
    return Fact("Buttons", *said)


def _button(link: Link, *, labelled: bool) -> str:
    return f"“{link.label}” → {page_of(link.target)}" if labelled else f"{link.cta} → {page_of(link.target)}"


def _figures(one: Sequence[str], other: Sequence[str]) -> Fact:
    """The figures that only one of two texts has."""
    ours, theirs = ([figure for paragraph in text for figure in figures(paragraph)] for text in (one, other))
    alone = unmatched(ours, theirs)
    return Fact("Figures of one only", *(tuple(_shown(figure) for figure in side) for side in alone))


def _shown(figure: Figure) -> str:
    return f"{figure.said} ({figure.context})"


# ── words ──────────────────────────────────────────────────────────────────────────────────────────


def _plain(paragraphs: Sequence[str]) -> Paragraphs:
    return tuple((Run(paragraph, alone=False),) for paragraph in paragraphs)


def _word_by_word(one: Sequence[str], other: Sequence[str]) -> tuple[Paragraphs, Paragraphs]:
    """Both texts with the words marked that stand in one of them only."""
    words = [[word for paragraph in text for word in (*paragraph.split(), "\n")] for text in (one, other)]
    matcher = SequenceMatcher(None, words[0][:_MOST], words[1][:_MOST], autojunk=False)
    same: tuple[set[int], set[int]] = (set(), set())
    for ours, theirs, size in matcher.get_matching_blocks():
        same[0].update(range(ours, ours + size))
        same[1].update(range(theirs, theirs + size))
    return _marked(words[0], same[0]), _marked(words[1], same[1])


def _marked(words: Sequence[str], same: set[int]) -> Paragraphs:
    paragraphs, runs = list[tuple[Run, ...]](), list[Run]()
    for place, word in enumerate(words):
        if word == "\n":
            paragraphs.append(tuple(runs))
            runs = []
            continue
        alone = place not in same and place < _MOST
        if runs and runs[-1].alone == alone:
            runs[-1] = Run(f"{runs[-1].text} {word}", alone)
        else:
            runs.append(Run(word, alone))
    return tuple(paragraphs)
