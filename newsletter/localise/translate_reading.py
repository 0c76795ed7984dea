"""Takes a translator's `.po` file back: checked message by message, and made into articles' files. Pure.

`newsletter translate import` calls it. A fault is told by the file's line; while there is one, nothing is taken. An
article of which nothing is translated waits; one that is translated in part is a fault.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from newsletter.ctas.forms import asks
from newsletter.localise.parity_figures import Figure, figures
from newsletter.localise.parity_matching import unmatched
from newsletter.localise.po import Entry, Fault, Po
from newsletter.localise.translate import Unit, numbered
from newsletter.localise.translate_markup import closed, faults, opened
from newsletter.model import Article, Attribution, CtaToken, Language, Piece, Prose, RegionBlock, RelatedSlot

_ADDRESS = re.compile(r"https?://[^\s<>\"،؛]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TEMPLATE = re.compile(r"\{\{|\{%|\{#|⟦")
_FIELD = re.compile(r"\{\w+\}")
_TAG = re.compile(r"</?[0-9]{1,4}/?>")


@dataclass(frozen=True, slots=True)
class HandedBack:
    """What a file says: each translated text by its context; and what is wrong with it."""

    said: Mapping[str, str]
    faults: tuple[Fault, ...]


def read_back(po: Po, units: Sequence[Unit]) -> HandedBack:
    """The translations of these units; every fault in the order of the file."""
    found = list(po.faults)
    known, said = {unit.context: unit for unit in units}, dict[str, str]()
    lines = dict[str, int]()
    for entry in po.messages:
        text = entry.forms[0].text
        context = entry.context or ""
        if not text.strip():
            lines.setdefault(context, entry.line)
            continue
        if context in said:
            found.append(Fault(entry.line, f"{context} stands there a second time", "take one of them out"))
            continue
        said[context] = text
        found += _wrong(entry, known.get(context), text)
    found += _in_part(units, said, lines)
    return HandedBack(said, tuple(sorted(found)))


def article_file(article: Article, said: Mapping[str, str], language: Language) -> str:
    """The translated article: its front matter, then its pieces as they stood, with other words."""
    pieces = "\n\n".join(filter(None, _pieces(article, said)))
    return "\n".join(["+++", *_front_matter(article, said, language), "+++", "", pieces, ""])


# ── what is checked ────────────────────────────────────────────────────────────────────────────────


def _wrong(entry: Entry, unit: Unit | None, text: str) -> Iterator[Fault]:
    line = entry.forms[0].line
    if unit is None:
        yield Fault(entry.line, f"{entry.context or entry.singular[:40]} is no text of this issue", "export it anew")
    elif entry.singular != unit.text:
        yield Fault(entry.line, f"the original has changed since: {unit.text[:60]}", "export it anew")
    elif entry.fuzzy:
        yield Fault(line, "the translation is marked fuzzy", "look it over, then take the mark off")
    else:
        yield from (Fault(line, *fault) for fault in _against(unit, text))


def _against(unit: Unit, text: str) -> Iterator[tuple[str, str]]:
    """What speaks against a translation: its tags, its figures, its addresses, forms that would be a template's."""
    block = unit.block or opened("")
    yield from faults(block, text)
    if _TEMPLATE.search(text) or asks(text):
        yield "holds braces of a template or a CTA", "write the words alone; buttons come of themselves"
    yield from _differing("the address", _ADDRESS.findall(unit.text), _ADDRESS.findall(text))
    if unit.setting:
        yield from _differing("the field", _FIELD.findall(unit.text), _FIELD.findall(text))
    lost, added = unmatched(_figures(unit.text), _figures(text))
    for figure in lost:
        yield f"lacks {figure.said}, which the original says: {figure.context}", f"write {figure.said} as it was"
    for figure in added:
        yield f"says {figure.said}, which the original does not: {figure.context}", "write the original's figures"


def _figures(text: str) -> Iterator[Figure]:
    return figures(_TAG.sub("", text))


def _differing(what: str, wanted: Sequence[str], given: Sequence[str]) -> Iterator[tuple[str, str]]:
    bare = [[one.rstrip(".,;:!?)") for one in side] for side in (wanted, given)]
    yield from ((f"lacks {what} {one}", "keep it letter for letter") for one in sorted({*bare[0]} - {*bare[1]}))
    yield from ((f"has {what} {one} of its own", "take it out") for one in sorted({*bare[1]} - {*bare[0]}))


def _in_part(units: Sequence[Unit], said: Mapping[str, str], lines: Mapping[str, int]) -> Iterator[Fault]:
    """One fault for each article that is translated only in part, at the first of its texts that is not."""
    for article in dict.fromkeys(_owner(unit) for unit in units if not unit.setting):
        own = [unit for unit in units if not unit.setting and _owner(unit) == article]
        missing = [unit for unit in own if unit.context not in said]
        if missing and len(missing) < len(own):
            line = lines.get(missing[0].context, 1)
            what = f"{len(missing)} of the {len(own)} texts of {article} have no translation"
            yield Fault(line, what, "translate them all, or none of them")


def _owner(unit: Unit) -> str:
    return unit.context.rpartition("|")[0]


# ── what is written ────────────────────────────────────────────────────────────────────────────────


def _front_matter(article: Article, said: Mapping[str, str], language: Language) -> Iterator[str]:
    texts: dict[str, object] = {
        "title": said.get(f"{article.id}|title", article.title),
        "language": language.code,
        "translation_of": article.id,
        "teaser": said.get(f"{article.id}|teaser"),
        "image": article.image,
        "image_alt": said.get(f"{article.id}|image_alt"),
        "tags": list(article.tags),
        "regions": list(article.regions),
        "show": "full" if article.show == "full" else None,
    }
    yield from (f"{key} = {_toml(value)}" for key, value in texts.items() if value)
    if article.published:
        yield f"published = {article.published.isoformat()}"
    if not article.bounded_drops:
        yield "large_region_blocks = true"
    if event := article.event:
        hours = {"begins": event.begins, "ends": event.ends}
        more = [f"{key} = {_toml(value.strftime('%H:%M'))}" for key, value in hours.items() if value]
        venue = said.get(f"{article.id}|venue", event.venue)
        yield f"event = {{ {', '.join([f'day = {event.day}', *more, f'venue = {_toml(venue)}'])} }}"


def _toml(value: object) -> str:
    """A text or a list of texts: JSON's are TOML's, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def _pieces(article: Article, said: Mapping[str, str]) -> Iterator[str]:
    inside = ""  # the path of the region block that is open
    for path, piece in numbered(article.pieces):
        if inside and not path.startswith(inside):
            yield "<!-- /region -->"
            inside = ""
        context = f"{article.id}|{path}"
        if isinstance(piece, RegionBlock):
            inside = f"{path}."
            yield f"<!-- region: {piece.region} -->"
            leads = bool(piece.pieces) and isinstance(piece.pieces[0], RelatedSlot)  # its list has the heading itself
            heading = said.get(f"{context}.heading", piece.heading).rstrip(" :")
            yield f"<h3>{escape(heading, quote=False)}</h3>" if heading and not leads else ""
        else:
            yield _piece(piece, context, said)
    yield "<!-- /region -->" if inside else ""


def _piece(piece: Piece, context: str, said: Mapping[str, str]) -> str:
    match piece:
        case Prose(html):
            block = opened(html)
            spoken = {(number, name): said[f"{context}.{number}.{name}"] for number, name, _ in block.spoken}
            return closed(block, said.get(context, block.text), spoken)
        case CtaToken(name, align):
            return f"{{{{ cta('{name}', '{align}') }}}}"
        case RelatedSlot(heading):
            return f"<p>{escape(heading, quote=False)}</p>"
        case Attribution(text, href):
            words, untracked = escape(text, quote=False), "" if piece.track else ' data-track="off"'
            return (
                f'<p>Source: <a{untracked} href="{escape(href)}">{words}</a></p>' if href else f"<p>Source: {words}</p>"
            )
    return ""
