"""Where readers find the pictures of an edition, how large they are shown, and which of them lack their words. Pure.

    stories + what a pull has kept ──▶ stories and theme whose pictures have the addresses that readers are given

`pipeline.compose` calls `hung` before links are resolved. A picture that is kept bears the name of its content, so an
edition that was approved shows the very same one for ever.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape

from newsletter.articles.cleaning.wording import ATTRIBUTE, TAG
from newsletter.model import Article, Finding, KeptPicture, Localised, Prose, Region, Story
from newsletter.model.theme import SHEET

_GATE = "pictures"


@dataclass(frozen=True, slots=True)
class Gallery:
    """What a pull has kept of an edition's pictures, and who gives it to readers."""

    kept: Mapping[str, KeptPicture]  # by where they came from
    base_url: str | None  # of the public pages; None: pictures are left where they came from

    @classmethod
    def of(cls, articles: Iterable[Article], base_url: str | None) -> "Gallery":
        """All that is kept for these articles; of what is kept twice, the larger one."""
        kept = sorted((pair for one in articles for pair in one.pictures.items()), key=_by_size)
        return cls(dict(kept), base_url)

    def address(self, url: str) -> str:
        """Where readers find the picture that came from there."""
        picture = self.kept.get(url)
        return f"{self.base_url}{picture.path}" if self.base_url and picture else url

    def is_pixel(self, url: str) -> bool:
        """Whether it is a single point, which counts readers and shows nothing."""
        picture = self.kept.get(url)
        return picture is not None and picture.width == picture.height == 1

    def missing(self, url: str, place: str, line: int) -> Iterator[Finding]:
        """A warning where public pages should have the picture, and have not."""
        if self.base_url and url not in self.kept:
            message = f"the picture {url} is not kept, so readers fetch it from there"
            remedy = "run newsletter pull, which says why a picture cannot be had"
            yield Finding(_GATE, "warning", place, line, 0, message, remedy)


def hung(localised: Localised, region: Region, gallery: Gallery) -> tuple[Localised, Region]:
    """The stories, and the region with its logo, with their pictures where readers find them."""
    column = SHEET - 2 * region.theme.space
    findings = list(localised.findings)
    stories = tuple(_story(story, gallery, column, findings) for story in localised.stories)
    return replace(localised, stories=stories, findings=tuple(findings)), _with_logo(region, gallery)


def _story(story: Story, gallery: Gallery, column: int, findings: list[Finding]) -> Story:
    hanging = _Hanging(story.place, gallery, column)
    pieces = tuple(hanging.prose(piece) if isinstance(piece, Prose) else piece for piece in story.pieces)
    if story.image and gallery.is_pixel(story.image):
        story = replace(story, image=None, image_alt="")
    image = gallery.address(story.image) if story.image else None
    findings += [*_lead(story, gallery), *hanging.findings]
    return replace(story, pieces=pieces, image=image)


def _lead(story: Story, gallery: Gallery) -> Iterator[Finding]:
    """What is wrong with a story's own picture, which never is mere decoration."""
    if not story.image:
        return
    yield from gallery.missing(story.image, story.place, 0)
    if not story.image_alt.strip():
        message = f"the picture {story.image} of “{story.title}” has no alternative text"
        remedy = "say what it shows: image_alt in its front matter, the alternative text in its CMS, or an override"
        yield Finding(_GATE, "error", story.place, 0, 0, message, remedy)


class _Hanging:
    """Hangs the pictures in the prose of one story."""

    def __init__(self, place: str, gallery: Gallery, column: int) -> None:
        self._place, self._gallery, self._column = place, gallery, column
        self.findings: list[Finding] = []

    def prose(self, piece: Prose) -> Prose:
        if "<img" not in piece.html:
            return piece
        return replace(piece, html=TAG.sub(lambda tag: self._tag(tag[0], piece.line), piece.html))

    def _tag(self, tag: str, line: int) -> str:
        said = dict(ATTRIBUTE.findall(tag)) if tag.startswith("<img") else {}
        if "src" not in said:
            return tag
        url = unescape(said["src"])
        if self._gallery.is_pixel(url):
            return ""
        self.findings += [*self._gallery.missing(url, self._place, line), *self._wordless(url, said, line)]
        said |= {"src": escape(self._gallery.address(url)), "alt": said.get("alt", "")} | self._size(url, said)
        attributes = (f'{name}="{value}"' for name, value in said.items())
        return f"<img {' '.join(attributes)}>"

    def _size(self, url: str, said: Mapping[str, str]) -> dict[str, str]:
        """Width and height in pixels: Outlook knows no `max-width`, and would show all that there is."""
        picture = self._gallery.kept.get(url)
        if picture is None:
            return {}
        width = min(int(said.get("width", picture.width)) or picture.width, picture.width, self._column)
        return {"width": str(width), "height": str(max(1, round(picture.height * width / picture.width)))}

    def _wordless(self, url: str, said: Mapping[str, str], line: int) -> Iterator[Finding]:
        if "alt" not in said:
            message, remedy = (
                f"nothing is said of the picture {url}",
                'say in its alt what it shows; alt="" for nothing',
            )
            yield Finding(_GATE, "warning", self._place, line, 0, message, remedy)


def _with_logo(region: Region, gallery: Gallery) -> Region:
    logo = region.theme.logo
    if logo is None:
        return region
    dark = gallery.address(logo.dark) if logo.dark else None
    return replace(region, theme=replace(region.theme, logo=replace(logo, src=gallery.address(logo.src), dark=dark)))


def _by_size(pair: tuple[str, KeptPicture]) -> tuple[int, str]:
    return pair[1].width, pair[1].name
