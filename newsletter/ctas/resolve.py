"""Localised stories become linked ones: CTAs become buttons, links are tracked; called by the pipeline.

    Prose      its links rewritten by parsing, never by regular expression
    CtaToken   a Button; else nothing, or itself and an error: a draft shows where it stands, and cannot be sent
    others     Attribution, RelatedList and read_more lead where they led, tracked

A link that no letter should hold loses its address and keeps its words, with a warning.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsletter.ctas.links import LinkSettings, link_id, pass_mark, tracked_url
from newsletter.ctas.outcome import Dropped, outcome
from newsletter.ctas.registry import Missing, Resolved
from newsletter.ctas.urls import RefusedUrl, add_utm, host_of, is_below, leads_to_web
from newsletter.localise.isolation import isolate_in
from newsletter.model import (
    Attribution,
    Button,
    CtaRule,
    CtaToken,
    Finding,
    Issue,
    Language,
    Link,
    Linked,
    Localised,
    Note,
    Prose,
    Region,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
)

UNTRACKED = "data-track"  # the attribute of a link that nobody shall count; `cleaning.sanitise` lets only "off" through
_AROUND = " \t\n\f\r"  # white space that HTML allows around an address
_HEADING = re.compile("<h([1-6])")
_BODY = 7


def resolve(
    localised: Localised, issue: Issue, language: Language, region: Region, settings: LinkSettings, rule: CtaRule
) -> Linked:
    """The stories with every link and CTA resolved for one region and language; pure, and stable for ever."""
    links = _Links(issue, language, settings)
    notes, findings = list(localised.notes), list(localised.findings)
    stories = []
    for number, story in enumerate(localised.stories, start=1):
        resolving = _StoryLinks(story, number, region, links, rule)
        stories.append(resolving.story())
        notes += resolving.notes
        findings += resolving.findings
    return Linked(tuple(stories), tuple(links.made.values()), tuple(notes), tuple(findings))


class _Links:
    """The links made so far for one edition."""

    def __init__(self, issue: Issue, language: Language, settings: LinkSettings) -> None:
        self.issue = issue
        self.language = language
        self.settings = settings
        self.made: dict[str, Link] = {}
        self._mark = pass_mark(settings.key, issue, language)
        self._campaign = f"{issue.region}-{issue.campaign}-{issue.date.isoformat()}"
        self._home = (host_of(settings.base_url), *settings.own_domains)

    def href(self, url: str, slot: str, label: str, cta: str | None = None, *, track: bool = True) -> str:
        """What stands in the edition for this URL, which leads there directly unless `track`; raises RefusedUrl."""
        settings = self.settings
        direct = not track or is_below(url, settings.base_url)
        own_domains = () if direct else settings.own_domains
        target = add_utm(url, campaign=self._campaign, content=cta or slot, own_domains=own_domains, home=self._home)
        if url.startswith("#"):
            return url
        tracked = settings.links == "redirect" and leads_to_web(url) and not direct
        identity = link_id(settings.key, self.issue, self.language, slot, target, taken=self.made)
        href = tracked_url(settings.base_url, identity, self._mark) if tracked else target
        self.made[identity] = Link(identity, slot, label, target, href, tracked, cta)
        return href


class _StoryLinks:
    """One story on its way to being linked, and what is to be said of it."""

    def __init__(self, story: Story, number: int, region: Region, links: _Links, rule: CtaRule) -> None:
        self.unlinked = story
        self.region = region
        self.links = links
        self.rule = rule
        self.notes: list[Note] = []
        self.findings: list[Finding] = []
        self._prefix = f"story-{number}"
        self._slots: dict[str, int] = {}

    def story(self) -> Story:
        story = self.unlinked
        pieces = self._pieces()
        read_more = story.read_more and self._href(story.read_more, f"{self._prefix}-read-more", story.title, 0)
        return replace(story, pieces=pieces, read_more=read_more)

    def _pieces(self) -> tuple[StoryPiece, ...]:
        """The pieces linked; a heading with nothing left beneath it but what the campaign goes without goes too."""
        kept: list[StoryPiece] = []
        following, gone = 0, False  # the level of what follows: where a part ends, that is no lower than its heading's
        for piece in reversed([self._piece(piece) for piece in self.unlinked.pieces]):
            if piece is None:
                gone = True
            elif not (gone and following <= _level(piece) < _BODY):
                kept.append(piece)
                following, gone = _level(piece), False
        return tuple(reversed(kept))

    def _piece(self, piece: StoryPiece) -> StoryPiece | None:
        match piece:
            case Prose():
                return self._prose(piece)
            case CtaToken():
                return self._cta(piece)
            case Attribution(text, str(href), line):
                return replace(piece, href=self._href(href, self._slot("source"), text, line, track=piece.track))
            case RelatedList():
                return replace(piece, items=tuple(self._related(piece)))
        return piece

    def _prose(self, prose: Prose) -> Prose:
        """The fragment with other addresses in its links; one without links stays byte for byte."""
        if "<a" not in prose.html.lower():
            return prose  # as most of it: parsing would take longer than all else
        fragment = LexborHTMLParser(prose.html, is_fragment=True)
        anchors = [one for one in fragment.css("a") if {"href", UNTRACKED} & one.attributes.keys()]
        for anchor in anchors:
            self._rewrite(anchor, prose.line)
        return replace(prose, html=fragment.html or "") if anchors else prose

    def _rewrite(self, anchor: LexborNode, line: int) -> None:
        """A link with another address, or none; what only we are to know of it goes."""
        if untracked := UNTRACKED in anchor.attributes:
            del anchor.attrs[UNTRACKED]
        if "href" not in anchor.attributes:
            return
        url = (anchor.attributes["href"] or "").strip(_AROUND)
        href = self._href(url, self._slot("link"), _label(anchor), line, track=not untracked)
        if href is None:
            anchor.unwrap()
        else:
            anchor.attrs["href"] = href

    def _related(self, related: RelatedList) -> Iterator[RelatedItem]:
        for item in related.items:
            if href := self._href(item.href, self._slot("related"), item.title, 0):
                yield replace(item, href=href)

    def _cta(self, token: CtaToken) -> Button | CtaToken | None:
        """The token's button; the token itself where it blocks; None where the campaign goes without."""
        found = outcome(token, self.links.settings.registry, self.region.lineage, self.links.issue.date, self.rule)
        if isinstance(found, Dropped):
            self._note("dropped", token, found.reason)
            return None
        if isinstance(found, Missing):
            self._say("error", token, found.reason, found.remedy)
            return token
        if found.instead:
            self._note("fallback", token, found.instead)
        return self._button(token, found)

    def _button(self, token: CtaToken, found: Resolved) -> Button | CtaToken:
        target = found.target
        label, spoken = target.label.said_in(self.links.language)
        try:
            href = self.links.href(target.url, self._slot("button"), label, found.cta, track=target.track)
        except RefusedUrl as refused:
            self._say("error", token, f"its url {target.url:.80} cannot be used: {refused}", "give it another url")
            return token
        if spoken != self.links.language:
            remedy = f'write label_{self.links.language.base} = "…" beside its label'
            self._say("warning", token, f"“{label}” is its plain label, in another language than the edition", remedy)
        return Button(isolate_in(spoken, label), href, found.cta, token.align, target.style, spoken)

    def _href(self, url: str, slot: str, label: str, line: int, *, track: bool = True) -> str | None:
        """The address to put in a link's place; None, with a warning, when the link has to go."""
        try:
            return self.links.href(url, slot, label, track=track)
        except RefusedUrl as refused:
            message = f"“{label:.60}” is no longer a link to {url:.80}: {refused}"
            remedy = "correct the address in the article"
            self.findings.append(Finding("links", "warning", self.unlinked.place, line, 0, message, remedy))
            return None

    def _slot(self, kind: str) -> str:
        self._slots[kind] = self._slots.get(kind, 0) + 1
        return f"{self._prefix}-{kind}-{self._slots[kind]}"

    def _note(self, kind: Literal["dropped", "fallback"], token: CtaToken, why: str) -> None:
        place = f"{self.unlinked.place}:{token.line}"
        self.notes.append(Note(kind, f"the CTA {token.id}", f"in {self.region.name.plain}: {why}", place))

    def _say(self, level: Literal["error", "warning"], token: CtaToken, reason: str, remedy: str) -> None:
        message = f"the CTA {token.id} in {self.region.name.plain}: {reason}"
        self.findings.append(Finding("ctas", level, self.unlinked.place, token.line, 0, message, remedy))


def _level(piece: StoryPiece) -> int:
    """A heading's level, from 1; what is none stands below all headings."""
    heading = _HEADING.match(piece.html) if isinstance(piece, Prose) else None
    return int(heading[1]) if heading else _BODY


def _label(anchor: LexborNode) -> str:
    """What a reader sees of a link: its words, else its picture's."""
    words = " ".join(anchor.text().split())
    picture = anchor.css_first("img[alt]")
    return words or (picture.attributes["alt"] or "" if picture else "")
