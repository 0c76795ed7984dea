"""One issue's words for a translator, as a `.po` file; `newsletter translate export` writes it. Pure.

Everything that a reader of one language would read untranslated stands in it once: titles, teasers, alternative texts,
prose block by block, labels of CTAs, patterns of subjects. A message's context is its lasting place, such as
`journal:tides.md|3`, so that `translate_reading` finds the way back, in whatever order an editor left them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsletter.articles.cleaning.teaser import teaser_of
from newsletter.localise.plurals import plurals_of
from newsletter.localise.po import quoted, statements
from newsletter.localise.translate_markup import Marked, opened
from newsletter.model import (
    Article,
    Campaign,
    Cta,
    Issue,
    Language,
    Piece,
    Prose,
    Region,
    RegionBlock,
    RelatedSlot,
    Text,
)

ISSUE, PROJECT, LANGUAGE = "x-newsletter-issue", "x-newsletter-project", "language"  # fields of the header


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to translate: its lasting place, and the block that it is the words of, if it is one."""

    context: str
    text: str
    place: str  # for the translator: "tides.md:12"
    block: Marked | None = None
    setting: str = ""  # where its translation goes in the settings; "": into the article's own file


def catalogue(issue: Issue, project: str, language: Language, units: Iterable[Unit]) -> str:
    """The `.po` file of these units; the same ones give the same file."""
    fields = (
        f"Project-Id-Version: {issue.id}",
        f"Language: {language.code}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plurals_of(language.code)}",
        f"X-Newsletter-Issue: {issue.id}",
        f"X-Newsletter-Project: {project}",
    )
    head = ['msgid ""', 'msgstr ""', *(quoted(f"{field}\n") for field in fields)]
    return "\n\n".join(["\n".join(head), *("\n".join(_message(unit)) for unit in units)]) + "\n"


def article_units(article: Article) -> Iterator[Unit]:
    """The texts of an article in the order in which they are read; region blocks' too, for they may have readers."""
    yield from _texts(article)
    for path, piece in numbered(article.pieces):
        if isinstance(piece, Prose):
            yield from _prose(article, path, piece)
        elif isinstance(piece, RegionBlock | RelatedSlot) and piece.heading:
            yield Unit(f"{article.id}|{path}.heading", piece.heading, f"{article.place}:{piece.line}")


def numbered(pieces: Sequence[Piece], around: str = "") -> Iterator[tuple[str, Piece]]:
    """Each piece with its path, `3` or, in a region block, `3.1`; a block comes before what is in it."""
    for number, piece in enumerate(pieces, 1):
        yield f"{around}{number}", piece
        if isinstance(piece, RegionBlock):
            yield from numbered(piece.pieces, f"{around}{number}.")


def settings_units(
    ctas: Sequence[Cta], asked: Iterable[str], campaign: Campaign, region: Region, language: Language
) -> Iterator[Unit]:
    """What the settings say to these readers in another language than theirs: labels of CTAs, plain patterns."""
    wanted = {name.casefold() for name in asked}
    for cta in ctas:
        if not wanted.isdisjoint(name.casefold() for name in (cta.id, *cta.aliases)):
            slug = next((slug for slug in region.lineage if slug in cta.targets), None)
            if slug:
                yield from _setting(f"ctas.{cta.id}.{slug}.label", cta.targets[slug].label, language, cta.file)
    for name, patterns in (("subject", campaign.subject), ("preheader", campaign.preheader)):
        if region.slug in patterns:
            yield from _setting(f"campaigns.{campaign.slug}.{name}.{region.slug}", patterns[region.slug], language)


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _message(unit: Unit) -> Iterator[str]:
    if unit.block and unit.block.tags:
        yield "#. Keep each numbered tag, such as <1>…</1>, round the words it belongs to."
    yield f"#: {unit.place}"
    yield from statements(unit.context, unit.text, None, [(0, "")])


def _texts(article: Article) -> Iterator[Unit]:
    cut_from_body = article.teaser == teaser_of(article.pieces)
    texts = {
        "title": article.title,
        "teaser": "" if cut_from_body else article.teaser,
        "image_alt": article.image_alt,
        "venue": article.event.venue if article.event else "",
    }
    for name, text in texts.items():
        if _has_words(text):
            yield Unit(f"{article.id}|{name}", text, article.place)


def _prose(article: Article, path: str, prose: Prose) -> Iterator[Unit]:
    block, place = opened(prose.html), f"{article.place}:{prose.line}"
    if _has_words(block.text):
        yield Unit(f"{article.id}|{path}", block.text, place, block)
    for number, name, said in block.spoken:
        yield Unit(f"{article.id}|{path}.{number}.{name}", said, place)


def _setting(key: str, text: Text, language: Language, file: str = "settings.toml") -> Iterator[Unit]:
    said, spoken = text.said_in(language)
    plain = said
    for field in ("lead", "second", "date", "name", "region", "newsletter"):
        plain = plain.replace(f"{{{field}}}", "")
    if spoken.base != language.base and _has_words(plain):
        yield Unit(f"settings|{key}", said, file, setting=f"{key}_{language.base}")


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
