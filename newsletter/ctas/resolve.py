"""Localised stories become linked ones: CTAs become buttons, links are tracked; called by the pipeline.

    Prose      its links rewritten by parsing, never by regular expression
    CtaToken   a Button, or itself and an error: a draft shows where it stands, and cannot be sent
    others     Attribution, RelatedList and read_more lead where they led, tracked

A link that no letter should hold loses its address and keeps its words, with a warning.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsletter.ctas.links import LinkSettings, link_id, pass_mark, tracked_url
from newsletter.ctas.registry import Missing
from newsletter.ctas.urls import RefusedUrl, add_utm, leads_to_web
from newsletter.localise.isolation import isolate_in
from newsletter.model import (
    Attribution,
    Button,
    CtaToken,
    Finding,
    Issue,
    Language,
    Link,
    Linked,
    Localised,
    Prose,
    Region,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
)


def resolve(localised: Localised, issue: Issue, language: Language, region: Region, settings: LinkSettings) -> Linked:
    """The stories with every link and CTA resolved for one region and language; pure, and stable for ever."""
    links = _Links(issue, language, settings)
    findings = list(localised.findings)
    stories = []
    for number, story in enumerate(localised.stories, start=1):
        resolving = _StoryLinks(story, number, region, links)
        stories.append(resolving.story())
        findings += resolving.findings
    return Linked(tuple(stories), tuple(links.made.values()), localised.notes, tuple(findings))


class _Links:
    """The links made so far for one edition."""

    def __init__(self, issue: Issue, language: Language, settings: LinkSettings) -> None:
        self.issue = issue
        self.language = language
        self.settings = settings
        self.made: dict[str, Link] = {}
        self._mark = pass_mark(settings.key, issue, language)
        self._campaign = f"{issue.region}-{issue.campaign}-{issue.date.isoformat()}"

    def href(self, url: str, slot: str, label: str, cta: str | None = None) -> str:
        """What stands in the edition for this URL; raises RefusedUrl."""
        settings = self.settings
        ours = _is_below(url, settings.base_url)
        target = add_utm(
            url, campaign=self._campaign, content=cta or slot, own_domains=() if ours else settings.own_domains
        )
        if url.startswith("#"):
            return url
        tracked = settings.links == "redirect" and leads_to_web(url) and not ours
        identity = link_id(settings.key, self.issue, self.language, slot, target, taken=self.made)
        href = tracked_url(settings.base_url, identity, self._mark) if tracked else target
        self.made[identity] = Link(identity, slot, label, target, href, tracked, cta)
        return href


def _is_below(url: str, base_url: str) -> bool:
    return url == base_url or url.startswith(tuple(f"{base_url}{sign}" for sign in "/?#"))


class _StoryLinks:
    """One story on its way to being linked, and what is to be said of it."""

    def __init__(self, story: Story, number: int, region: Region, links: _Links) -> None:
        self.unlinked = story
        self.region = region
        self.links = links
        self.findings: list[Finding] = []
        self._prefix = f"story-{number}"
        self._slots: dict[str, int] = {}

    def story(self) -> Story:
        story = self.unlinked
        pieces = tuple(self._piece(piece) for piece in story.pieces)
        read_more = story.read_more and self._href(story.read_more, f"{self._prefix}-read-more", story.title, 0)
        return replace(story, pieces=pieces, read_more=read_more)

    def _piece(self, piece: StoryPiece) -> StoryPiece:
        match piece:
            case Prose():
                return self._prose(piece)
            case CtaToken():
                return self._cta(piece)
            case Attribution(text, str(href), line):
                return replace(piece, href=self._href(href, self._slot("source"), text, line))
            case RelatedList():
                return replace(piece, items=tuple(self._related(piece)))
        return piece

    def _prose(self, prose: Prose) -> Prose:
        """The fragment with other addresses in its links; one without links stays byte for byte."""
        if "<a" not in prose.html.lower():
            return prose  # as most of it: parsing would take longer than all else
        fragment = LexborHTMLParser(prose.html, is_fragment=True)
        anchors = fragment.css("a[href]")
        for anchor in anchors:
            url = (anchor.attributes["href"] or "").strip()  # HTML allows white space around it
            href = self._href(url, self._slot("link"), _label(anchor), prose.line)
            if href is None:
                anchor.unwrap()
            else:
                anchor.attrs["href"] = href
        return replace(prose, html=fragment.html or "") if anchors else prose

    def _related(self, related: RelatedList) -> Iterator[RelatedItem]:
        for item in related.items:
            if href := self._href(item.href, self._slot("related"), item.title, 0):
                yield replace(item, href=href)

    def _cta(self, token: CtaToken) -> Button | CtaToken:
        target = self.links.settings.registry.resolve(token.id, self.region.lineage)
        if isinstance(target, Missing):
            self._say("error", token, target.reason, target.remedy)
            return token
        label, spoken = target.label.said_in(self.links.language)
        try:
            href = self.links.href(target.url, self._slot("button"), label, token.id)
        except RefusedUrl as refused:
            self._say("error", token, f"its url {target.url:.80} cannot be used: {refused}", "give it another url")
            return token
        if spoken != self.links.language:
            remedy = f'write label_{self.links.language.base} = "…" beside its label'
            self._say("warning", token, f"“{label}” is its plain label, in another language than the edition", remedy)
        return Button(isolate_in(spoken, label), href, token.id, token.align, target.style, spoken)

    def _href(self, url: str, slot: str, label: str, line: int) -> str | None:
        """The address to put in a link's place; None, with a warning, when the link has to go."""
        try:
            return self.links.href(url, slot, label)
        except RefusedUrl as refused:
            message = f"“{label:.60}” is no longer a link to {url:.80}: {refused}"
            remedy = "correct the address in the article"
            self.findings.append(Finding("links", "warning", self.unlinked.place, line, 0, message, remedy))
            return None

    def _slot(self, kind: str) -> str:
        self._slots[kind] = self._slots.get(kind, 0) + 1
        return f"{self._prefix}-{kind}-{self._slots[kind]}"

    def _say(self, level: Literal["error", "warning"], token: CtaToken, reason: str, remedy: str) -> None:
        message = f"the CTA {token.id} in {self.region.name.plain}: {reason}"
        self.findings.append(Finding("ctas", level, self.unlinked.place, token.line, 0, message, remedy))


def _label(anchor: LexborNode) -> str:
    """What a reader sees of a link: its words, else its picture's."""
    words = " ".join(anchor.text().split())
    picture = anchor.css_first("img[alt]")
    return words or (picture.attributes["alt"] or "" if picture else "")
