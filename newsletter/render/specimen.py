"""A specimen letter, as a type foundry prints one: every kind of piece once, to try the templates in every language.

`pipeline.catalogue_findings` asks. A name that a template misspells, or a per cent sign that formatting stumbles over,
is only known when that very branch is filled; and what comes out of the pseudo-language without accents was never
marked for translation.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from email.utils import parseaddr
from itertools import product
from pathlib import Path
from typing import Literal, get_args

from selectolax.lexbor import LexborHTMLParser

from newsletter.errors import TemplateError
from newsletter.localise.pseudo import PSEUDO, accented
from newsletter.model import (
    Attribution,
    Button,
    Campaign,
    CtaToken,
    Finding,
    Issue,
    Language,
    Prose,
    Region,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
    Text,
)
from newsletter.render.edition import Frame, letter
from newsletter.render.templates import Templates

Align = Literal["left", "center", "right", "full"]

_DAY = date(2026, 11, 26)
_PAGE = "https://example.com/"
_TOLD_IN = (Language("en_GB"), Language("ar"), Language("fr"))  # a story may be in another language than its letter
_ADDRESS = re.compile(r"\S*(?:://|mailto:|@)\S*")
_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]+(?: [A-Za-z][A-Za-z'’-]*)*")
_SPOKEN = ("alt", "title", "aria-label")


def template_names(files: Iterable[str]) -> list[str]:
    """What campaigns may name as their template: `digest` for `digest.mjml.j2`; partials are none."""
    return [name.removesuffix(".mjml.j2") for name in files if name.endswith(".mjml.j2") and "/" not in name]


def faults(
    files: Mapping[str, Path], regions: Sequence[Region], campaign: Campaign, templates: Templates
) -> Iterator[Finding]:
    """Each place where a template fails, in the first region and language in which it does."""
    told = set()
    for name, region in product(template_names(files), regions):
        for language in region.languages:
            try:
                list(_letters(name, region, language, campaign, templates))
            except TemplateError as error:
                fault = str(error).partition("\n")[0]
                if fault not in told:
                    told.add(fault)
                    place = str(files.get(error.file, error.file or name))
                    message = f"{fault}, in {region.slug}, {language.code}"
                    yield _finding("error", place, error.line, message, "mend the template")


def unmarked(files: Mapping[str, Path], region: Region, campaign: Campaign, templates: Templates) -> Iterator[Finding]:
    """The words of the templates that the pseudo-language leaves in English, each with its file and line."""
    lines = [
        (file, number, line)
        for file in files.values()
        for number, line in enumerate(file.read_text("utf-8").split("\n"), 1)
    ]
    runs: dict[str, None] = {}
    for name in template_names(files):
        for html, plain in _letters(name, _in_pseudo(region), Language(PSEUDO), campaign, templates):
            runs |= dict.fromkeys(run for said in _words(html, plain) for run in _RUN.findall(said))
    for run in runs:
        if place := _place(run, lines) or _place(run.partition(" ")[0], lines):
            what = f'"{run}" is not marked for translation'
            yield _finding("warning", str(place[0]), place[1], what, f"write {{% trans %}}{run}{{% endtrans %}}")


def _finding(level: Literal["error", "warning"], part: str, line: int, message: str, remedy: str) -> Finding:
    return Finding("templates", level, part, line, 1 if line else 0, message, remedy)


def _place(run: str, lines: list[tuple[Path, int, str]]) -> tuple[Path, int] | None:
    """Where a template says it; nowhere if a format did, such as a month's name."""
    whole = re.compile(rf"(?<!\w){re.escape(run)}(?!\w)")
    return next(((file, number) for file, number, line in lines if whole.search(line)), None)


def _words(html: str, plain: str) -> Iterator[str]:
    """What readers see or hear of both parts, without addresses."""
    for node in LexborHTMLParser(html).css("body *"):
        if node.tag not in ("style", "script"):
            yield _ADDRESS.sub(" ", node.text(deep=False))
            yield from (node.attributes.get(name) or "" for name in _SPOKEN)
    yield from (_ADDRESS.sub(" ", line) for line in plain.split("\n"))


# ── the letters ────────────────────────────────────────────────────────────────────────────────────


def _letters(
    name: str, region: Region, language: Language, campaign: Campaign, templates: Templates
) -> Iterator[tuple[str, str]]:
    """HTML and text: without stories, then with every kind, one in full before them, one without picture, a teaser."""
    frame = Frame(
        issue=Issue(campaign.slug, region.slug, _DAY),
        campaign=replace(campaign, template=name, subject={}, preheader={}),
        region=region,
        language=language,
        newsletter=accented("Newsletter"),
        unsubscribe=_PAGE,
        pass_mark=_PAGE,
    )
    stories = tuple(_stories(language))
    for told in ((), stories, stories[1:], stories[2:]):
        yield letter(told, frame, templates)


def _stories(language: Language) -> Iterator[Story]:
    whole = _story(language, *_pieces(language))
    teased = tuple(piece for piece in whole.pieces if isinstance(piece, Prose | Button | CtaToken))
    yield replace(whole, image=None, image_alt="", when="", where="")
    yield whole
    yield replace(whole, full=False, read_more=_PAGE, where="", pieces=teased)
    yield from (replace(whole, language=other) for other in _TOLD_IN)


def _story(language: Language, *pieces: StoryPiece) -> Story:
    said = accented("A story")
    return Story(
        id="specimen",
        place="specimen",
        title=said,
        pieces=pieces,
        teaser=said,
        language=language,
        full=True,
        read_more=None,
        image=f"{_PAGE}1.png",
        image_alt=said,
        published=None,
        when=accented("When"),
        where=accented("Where"),
    )


def _pieces(language: Language) -> Iterator[StoryPiece]:
    said = accented("Words")
    yield Prose(f"<p>{said}</p>", 1)
    for align in get_args(Align):
        yield Button(said, _PAGE, "1", align, "primary", language)
        yield Button(said, _PAGE, "1", align, "secondary", language)
    yield from (RelatedList(heading, (RelatedItem(said, _PAGE),)) for heading in ("", said))
    yield from (Attribution(said, href, 1) for href in (None, _PAGE))
    yield CtaToken("1", "center", 1)
    yield Prose(f"<p>{said}</p>", 1)


def _in_pseudo(region: Region) -> Region:
    """A region whose own words are accented, so that the templates' are all that can be without."""
    name, address = parseaddr(region.sender)
    return replace(
        region,
        name=Text(accented(region.name.plain)),
        legal=tuple(Text(accented(line.plain)) for line in region.legal),
        sender=f'"{accented(name)}" <{address}>',
    )
