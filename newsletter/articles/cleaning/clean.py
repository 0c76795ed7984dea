"""Makes an `Article` of what a source gave: residue off, CTAs out, HTML safe, letters settled, region blocks cut.

    RawArticle ─ctas out─▶ text ─scraped│markup─▶ items ─residue─▶ items ─title─▶ items ─blocks─▶ pieces ─▶ Article

Called by the pipeline for every article that a source pulled. Pure: the same article gives the same pieces.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from newsletter.articles.cleaning.blocks import in_pieces
from newsletter.articles.cleaning.body import Binder, Block, Item
from newsletter.articles.cleaning.characters import Tally, break_braces, plain
from newsletter.articles.cleaning.markup import html_items, rendered
from newsletter.articles.cleaning.region_lines import RegionNames
from newsletter.articles.cleaning.residue import rule_for, without_residue
from newsletter.articles.cleaning.sanitise import Sanitiser, absolute
from newsletter.articles.cleaning.scraped import text_items
from newsletter.articles.cleaning.teaser import cut_at_sentence, teaser_of, without_footer
from newsletter.articles.cleaning.wording import alt_of, day, same_words, single_spaced
from newsletter.articles.gathering.raw import RawArticle
from newsletter.articles.recognising.aliases import aliases_of
from newsletter.ctas.shortcodes import Extracted, extract, without_forms
from newsletter.model import Article, CtaToken, Finding, Note, Region

# Beyond them, other zones' clocks have no date; some sites write 9999-12-31 for "never".
_FIRST, _LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
_LONGEST_GIVEN = 500  # characters of a title that a source gives
_LONGEST_TITLE = 150  # characters: beyond it, a first line is a paragraph

_BESIDE = {"title": "title", "teaser": "teaser", "image_alt": "image's description", "event": "event's venue"}
_MOVE_IT = "put it into the text, where it becomes a button"

# What the tally counts, as notes: (kind, what, why).
_DONE: Mapping[str, tuple[Literal["changed", "dropped"], str, str]] = {
    "control": ("dropped", "control characters: {n}", "no mail can carry them"),
    "direction": ("dropped", "direction characters: {n}", "they can reorder or hide the words after them"),
    "spaces": ("changed", "no-break spaces made plain: {n}", "they stay only in amounts, measures and before names"),
    "braces": ("changed", "double braces parted by a space: {n}", "in an edition they would be a template's"),
    "pixel": ("dropped", "pictures that cannot be seen: {n}", "they count readers and show nothing"),
    "picture": ("dropped", "pictures without a full https address: {n}", "a mail program could not fetch them"),
    "link": ("dropped", "links without an address to follow, their words kept: {n}", "a letter has no page around it"),
    "element": ("dropped", "scripts, styles and embedded objects: {n}", "no mail program runs them"),
    "tag": ("dropped", "unknown tags, their text kept: {n}", "they are no part of an article's HTML"),
    "depth": ("dropped", "tags nested too deeply, their text kept: {n}", "parsers die of depth"),
}


def to_article(raw: RawArticle, regions: Sequence[Region]) -> Article:
    """The article, clean and in pieces; it never raises: what is wrong is a finding, what was done is a note."""
    tally, names = Tally(), RegionNames(regions)
    raw, beside = _without_ctas_beside(raw)
    body = _Body.of(raw)
    items, residue = without_residue(body.items(names, tally), raw.place)
    title, items = _titled(items, plain(raw.title, tally), raw.key, names)
    cut = in_pieces(items, names, raw.form, raw.place)
    published, dating = _dated(raw)
    picture = absolute(raw.image, raw.canonical) if raw.image else None
    image = picture if picture and picture.startswith("https://") else None
    tally["picture"] += bool(raw.image and not image)
    article = Article(
        id=f"{raw.source}:{raw.key}",
        source=raw.source,
        place=raw.place,
        title=title,
        pieces=cut.pieces,
        language=raw.language,
        published=published,
        canonical=raw.canonical,
        image=image,
        image_alt=plain(raw.image_alt, tally) or (alt_of(picture, cut.pieces) if picture else ""),
        teaser=plain(cut_at_sentence(without_footer(raw.teaser)), tally) or teaser_of(cut.pieces),
        event=replace(raw.event, venue=plain(raw.event.venue, tally)) if raw.event else None,
        tags=raw.tags,
        regions=raw.regions,
        translation_of=raw.translation_of,
        show=raw.show,
        bounded_drops=raw.bounded_drops,
        notes=(*raw.notes, *dating, *residue, *cut.notes, *_notes(tally)),
        findings=(*beside, *body.faults(), *body.unplaced(items), *cut.findings),
    )
    return replace(article, aliases=aliases_of(article, raw.names))


@dataclass(frozen=True, slots=True)
class _Body:
    """A body whose CTA forms are markers; the salt, made of the body itself, cannot stand in it by chance."""

    raw: RawArticle
    salt: str
    extracted: Extracted

    @classmethod
    def of(cls, raw: RawArticle) -> "_Body":
        body = raw.body.replace("\r\n", "\n").replace("\r", "\n")
        salt = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()[:16]
        return cls(raw, salt, extract(body, salt=salt))

    def items(self, names: RegionNames, tally: Tally) -> list[Item]:
        """The body's items, whatever its form."""
        raw, source = self.raw, self.extracted.source
        marker = re.compile(f"⟦cta:{self.salt}:[0-9]+⟧")
        lines = _Lines(names, marker)
        binder = Binder(Sanitiser(raw.canonical, self.salt, tally), self._tokens(), marker, lines)
        if raw.form == "text":
            return list(text_items(source, raw.first_line, binder, raw.title, lines))
        html, anchors = rendered(source, raw.first_line) if raw.form == "markdown" else (source, [(0, raw.first_line)])
        return list(html_items(html, anchors, raw.canonical, binder, tally))

    def faults(self) -> Iterator[Finding]:
        """What looked like a CTA and could not be understood; it is no longer in the text."""
        for fault in self.extracted.faults:
            line = self._line(fault.line)
            yield Finding("ctas", "error", self.raw.place, line, fault.column, fault.message, fault.remedy)

    def unplaced(self, items: Sequence[Item]) -> Iterator[Finding]:
        """CTAs that stood in a script or an address, and went with it."""
        placed = {item for item in items if isinstance(item, CtaToken)}
        for token in self._tokens().values():
            if token not in placed:
                message = f"the CTA {token.id} stands in a script or an address, where no button can be"
                yield Finding("ctas", "warning", self.raw.place, token.line, 1, message, "put it on a line of its own")

    def _tokens(self) -> dict[str, CtaToken]:
        return {
            found.marker: CtaToken(found.id, found.align, self._line(found.line), found.label, found.target)
            for found in self.extracted.tokens
        }

    def _line(self, line: int) -> int:
        return line + self.raw.first_line - 1


@dataclass(frozen=True, slots=True)
class _Lines:
    """What a single line of the body means."""

    names: RegionNames
    marker: re.Pattern[str]

    def alone(self, line: str) -> bool:
        return rule_for(line) is not None or self.opens(line) or self.marker.fullmatch(line) is not None

    def opens(self, line: str) -> bool:
        return self.names.opens(line)


def _without_ctas_beside(raw: RawArticle) -> tuple[RawArticle, tuple[Finding, ...]]:
    """The article without CTA forms in what stands beside its body, where no button can be."""
    better = replace(
        raw,
        title=without_forms(raw.title),
        teaser=without_forms(raw.teaser),
        image_alt=without_forms(raw.image_alt),
        event=replace(raw.event, venue=without_forms(raw.event.venue)) if raw.event else None,
    )
    findings = tuple(
        Finding("ctas", "warning", raw.place, 0, 0, f"a CTA stood in its {called} and was taken out", _MOVE_IT)
        for field, called in _BESIDE.items()
        if getattr(better, field) != getattr(raw, field)
    )
    return better, findings


def _titled(items: Sequence[Item], given: str, key: str, names: RegionNames) -> tuple[str, list[Item]]:
    """The title (the given one, else the first `h1` or line), and the items without the line that says it."""
    lines = [item for item in items if isinstance(item, Block) and item.text and not names.opens(item.text)]
    ranked = [line for line in lines if line.tag == "h1"][:1] + lines[:1]
    said = [line for line in ranked if not given or same_words(line.text, given)][:1]
    rest = [item for item in items if not any(item is line for line in said)]  # another one may say the same
    if given or not said:
        return _shortened(given, _LONGEST_GIVEN) or break_braces(key), rest
    title = single_spaced(said[0].text)
    return (title, rest) if len(title) <= _LONGEST_TITLE else (_shortened(title, _LONGEST_TITLE), list(items))


def _shortened(title: str, longest: int) -> str:
    return title if len(title) <= longest else f"{title[:longest].rstrip()}…"


def _dated(raw: RawArticle) -> tuple[datetime | None, tuple[Note, ...]]:
    if raw.published or not raw.modified:
        return raw.published and min(max(raw.published, _FIRST), _LAST), ()
    why = "it says no date of its own, so its file's modification time is taken"
    return raw.modified, (Note("fallback", f"dated {day(raw.modified)}", why),)


def _notes(tally: Tally) -> Iterator[Note]:
    for what, (kind, said, why) in _DONE.items():
        if tally[what]:
            yield Note(kind, said.format(n=tally[what]), why)
