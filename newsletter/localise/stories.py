"""Picked articles become one region's stories: its pieces, its spelling, in full or as a teaser; the pipeline calls it.

Everything that was changed, kept or fell back is noted as it is done.
"""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Literal

from newsletter.localise import blocks
from newsletter.localise.british import respell
from newsletter.localise.edits import Edited, Remark
from newsletter.localise.formats import Formats
from newsletter.localise.isolation import isolate, isolate_html
from newsletter.localise.parity import translated
from newsletter.localise.spelling.markup import Form
from newsletter.localise.terms import reword
from newsletter.model import (
    Article,
    ArticleRule,
    Attribution,
    Choice,
    CtaToken,
    Finding,
    HouseStyle,
    Language,
    Localised,
    Note,
    Prose,
    Region,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
)

About = Literal["spelling", "terms"]
_WHY = {
    1: "British spelling",
    2: "British spelling, a house's choice",
    3: "British spelling, by its sense",
    None: "the region’s own word",
}


def localise(choice: Choice, region: Region, language: Language, rule: ArticleRule, house: HouseStyle) -> Localised:
    """The stories of one edition, in the order they were picked, with all notes and findings of their articles.

    An article in another language than the edition's is told in its own, and noted.
    """
    told = [_told(article, choice, region, language, rule, house) for article in choice.picked]
    return Localised(
        stories=tuple(each.stories[0] for each in told),
        notes=tuple(note for each in told for note in each.notes),
        findings=tuple(finding for each in told for finding in each.findings),
    )


def _told(
    article: Article, choice: Choice, region: Region, language: Language, rule: ArticleRule, house: HouseStyle
) -> Localised:
    """One article told for one edition."""
    cut = blocks.cut(article, region, choice.related.get(article.id, ()))
    speller = _Speller(article, region, house)
    story = _isolated(_story(article, cut.pieces, region, speller, full=_is_full(article, rule)))
    return Localised(
        stories=(story,),
        notes=(
            *article.notes,
            *cut.notes,
            *_untranslated(article, language),
            *_computed(article, region),
            *speller.notes,
        ),
        findings=(*article.findings, *cut.findings, *_dead_end(article, story), *_parity(article, choice)),
    )


def _story(
    article: Article, pieces: tuple[StoryPiece, ...], region: Region, speller: "_Speller", *, full: bool
) -> Story:
    title = speller.spelt(article.title, "title")
    image_alt = speller.spelt(article.image_alt, "picture")
    # In full the teaser is the body's own words, noted there; it still serves as a preheader.
    teaser = speller.unnoted(article.teaser) if full else speller.spelt(article.teaser, "teaser")
    return Story(
        id=article.id,
        place=article.place,
        title=title,
        pieces=tuple(map(speller.piece, pieces)) if full else _teaser_pieces(teaser, pieces),
        teaser=teaser,
        language=article.language,
        full=full,
        read_more=None if full else article.canonical,
        image=article.image,
        image_alt=image_alt,
        published=article.published,
        when=_when(article, region),
        where=article.event.venue if article.event else "",
    )


def _isolated(story: Story) -> Story:
    """The story as it is; where its language runs from the right, with what runs from the left kept whole."""
    if story.language.direction == "ltr":
        return story
    return replace(
        story,
        title=isolate(story.title),
        pieces=tuple(map(_isolated_piece, story.pieces)),
        teaser=isolate(story.teaser),
        image_alt=isolate(story.image_alt),
        where=isolate(story.where),
    )


def _isolated_piece(piece: StoryPiece) -> StoryPiece:
    match piece:
        case Prose(html):
            return replace(piece, html=isolate_html(html))
        case Attribution(text):
            return replace(piece, text=isolate(text))
        case RelatedList(heading, items):
            return RelatedList(isolate(heading), tuple(RelatedItem(isolate(item.title), item.href) for item in items))
    return piece


def _when(article: Article, region: Region) -> str:
    """The day and hours of what the article invites to, in its own language; nothing where it invites to nothing."""
    event, formats = article.event, Formats(article.language, region)
    if event is None:
        return ""
    day, beside = formats.weekday(event.day), formats.beside(event.day)
    said = [f"{day} ({beside})" if beside else day, formats.hours(event.begins, event.ends) if event.begins else ""]
    return ("، " if article.language.direction == "rtl" else ", ").join(filter(None, said))


def _computed(article: Article, region: Region) -> tuple[Note, ...]:
    return Formats(article.language, region).computed(article.event.day) if article.event else ()


def _teaser_pieces(teaser: str, pieces: tuple[StoryPiece, ...]) -> tuple[StoryPiece, ...]:
    line = next((piece.line for piece in pieces if isinstance(piece, Prose)), 0)
    paragraph = (Prose(f"<p>{escape(teaser, quote=False)}</p>", line),) if teaser else ()
    return (*paragraph, *(piece for piece in pieces if isinstance(piece, CtaToken)))


def _is_full(article: Article, rule: ArticleRule) -> bool:
    """The article's own word, else the campaign's; `auto` shows a teaser only where "Read more" can lead somewhere."""
    show = article.show or rule.show
    return show == "full" or (show == "auto" and article.canonical is None)


def _untranslated(article: Article, language: Language) -> Iterator[Note]:
    if article.language.base != language.base:
        why = f"{article.place}: no translation into {language.code}; told in {article.language.code}"
        yield Note("fallback", article.title, why)


def _parity(article: Article, choice: Choice) -> Iterator[Finding]:
    original = choice.originals.get(article.id)
    return translated(original, article) if original else iter(())


def _dead_end(article: Article, story: Story) -> Iterator[Finding]:
    if not story.full and story.read_more is None:
        message = "shown as a teaser, but it has no canonical link for “Read more”"
        remedy = "give the article a canonical link, or show it in full"
        yield Finding("articles", "warning", article.place, 0, 0, message, remedy)


class _Speller:
    """Words the texts of one article as its region wants, spelling first, and notes each word with its place."""

    def __init__(self, article: Article, region: Region, house: HouseStyle) -> None:
        self._article, self._region, self._house = article, region, house
        self.notes: list[Note] = []

    def piece(self, piece: StoryPiece) -> StoryPiece:
        """Prose and related lists respelled; attributions and CTAs letter for letter."""
        if isinstance(piece, Prose):
            return Prose(self.spelt(piece.html, str(piece.line), "html"), piece.line)
        if isinstance(piece, RelatedList):
            items = tuple(RelatedItem(self.spelt(item.title, "related"), item.href) for item in piece.items)
            return RelatedList(self.spelt(piece.heading, "related"), items)
        return piece

    def spelt(self, text: str, where: str, form: Form = "text") -> str:
        """The text as the region words it; `where` is the line or the part of the article."""
        place = f"{self._article.place}:{where}"
        for about, edited in self._edits(text, form):
            self.notes += [self._note(remark, about, place) for remark in edited.remarks]
            text = self._chosen(text, edited)
        return text

    def unnoted(self, text: str) -> str:
        for _, edited in self._edits(text, "text"):
            text = self._chosen(text, edited)
        return text

    def _edits(self, text: str, form: Form) -> Iterator[tuple[About, Edited]]:
        """What the speller makes of a text, and what the region's terms make of that."""
        if self._article.language.is_english:
            respelled = respell(text, form, self._house)
            yield "spelling", respelled
            yield "terms", reword(self._chosen(text, respelled), form, self._region.terms, self._house)

    def _chosen(self, text: str, edited: Edited) -> str:
        return text if self._keeps else edited.text

    def _note(self, remark: Remark, about: About, place: str) -> Note:
        if remark.why:
            return Note("kept", remark.word, remark.why, place, about)
        change = f"{remark.word} → {remark.better}"
        if self._keeps:
            return Note("kept", change, 'the region has spelling = "keep"', place, about)
        return Note("changed", change, _WHY[remark.tier], place, about)

    @property
    def _keeps(self) -> bool:
        return self._region.spelling == "keep"
