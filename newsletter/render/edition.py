"""Renders one edition: linked stories and what stands around them → final bytes, findings and the hash approved.

`pipeline.compose` calls `render`; the preview, the check, the approval and the send all see what it returned.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from email.utils import parseaddr

from newsletter.localise.formats import Formats
from newsletter.localise.greetings import shown
from newsletter.localise.isolation import is_mixed, isolate_in
from newsletter.model import (
    Campaign,
    Checks,
    Choice,
    Edition,
    Finding,
    HouseStyle,
    Issue,
    Language,
    Linked,
    Note,
    Region,
    Story,
    Text,
)
from newsletter.render import headline, mjml, prose
from newsletter.render.checks import check
from newsletter.render.gates.draft import Draft
from newsletter.render.gates.rules import references
from newsletter.render.plain_text import tidy
from newsletter.render.templates import Templates
from newsletter.render.validator import Faulty


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the stories of one edition."""

    issue: Issue
    campaign: Campaign
    region: Region
    language: Language
    newsletter: str
    unsubscribe: str  # a URL, https or mailto, holding the pass mark where a recipient's pass goes
    pass_mark: str
    untranslated: tuple[str, ...] = ()  # the templates' words that no catalogue of the language has
    house: HouseStyle = field(default_factory=HouseStyle)
    checks: Checks = field(default_factory=Checks)

    @property
    def formats(self) -> Formats:
        return Formats(self.language, self.region)


@dataclass(frozen=True, slots=True)
class _Headline:
    subject: str
    preheader: str
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


def render(linked: Linked, choice: Choice, frame: Frame, templates: Templates) -> Edition:
    """The edition, blocked or not; the same arguments give the same bytes. A TemplateError when a template is wrong."""
    head = _headline(linked.stories, frame)
    html, text = _parts(linked.stories, head, frame, templates)
    draft = Draft(
        subject=head.subject,
        preheader=head.preheader,
        html=html,
        text=text,
        language=frame.language,
        region=frame.region,
        date=frame.issue.date,
        stories=linked.stories,
        links=linked.links,
        house=frame.house,
        checks=frame.checks,
    )
    notes, missing = _untranslated(frame)
    region_name = _fallen_back("html", f"regions.{frame.region.slug}.name", frame.region.name, frame.language)
    findings = (*linked.findings, *head.findings, *missing, *region_name, *_greetings_fallen_back(frame))
    return Edition(
        issue=frame.issue,
        language=frame.language,
        subject=head.subject,
        preheader=head.preheader,
        html=html,
        text=text,
        pass_mark=frame.pass_mark,
        links=linked.links,
        articles=tuple((story.id, story.title) for story in linked.stories),
        left_out=choice.left_out,
        notes=linked.notes + head.notes + frame.formats.computed(frame.issue.date) + tuple(references(draft)) + notes,
        findings=findings + tuple(_news(check(draft), findings)),
        hash=_hash(draft, linked, frame),
    )


def letter(stories: tuple[Story, ...], frame: Frame, templates: Templates) -> tuple[str, str]:
    """HTML and text as an edition would have them, without a look at either; a TemplateError as from `render`."""
    return _parts(stories, _headline(stories, frame), frame, templates)


def _parts(stories: tuple[Story, ...], head: _Headline, frame: Frame, templates: Templates) -> tuple[str, str]:
    """HTML and text, from two templates with the same values."""
    staged = prose.stage(stories)
    values = _values(staged, head, frame)
    name = f"{frame.campaign.template}.mjml.j2"
    source = templates.fill(name, frame.language, values)
    try:
        html = mjml.to_html(source)
    except Faulty as error:
        raise templates.blame(error.faults, source, name, frame.language, values) from error
    text = templates.fill(f"{frame.campaign.template}.txt.j2", frame.language, values)
    return prose.put_in(html, staged, frame.region.theme), tidy(text)


def _values(stories: tuple[Story, ...], head: _Headline, frame: Frame) -> dict[str, object]:
    """What a template may count on; the list is in the docstring of `templates`."""
    language = frame.language
    start, end = ("right", "left") if language.direction == "rtl" else ("left", "right")
    return {
        "newsletter": frame.newsletter,
        "region": frame.region.name.said_in(language)[0],
        "lineage": frame.region.lineage,
        "date": frame.formats.date(frame.issue.date),
        "hijri": frame.formats.beside(frame.issue.date),
        "day": frame.issue.date,
        "formats": frame.formats,
        "subject": head.subject,
        "preheader": head.preheader,
        "language": language,
        "dir": language.direction,
        "start": start,
        "end": end,
        "stories": stories,
        "greetings": tuple(_said(one.text, language) for one in shown(frame.region.greetings, frame.issue.date)),
        "legal": tuple(_said(line, language) for line in frame.region.legal),
        "unsubscribe": frame.unsubscribe,
        "theme": frame.region.theme,
        "sender": parseaddr(frame.region.sender)[0] or frame.newsletter,
        "phone": frame.region.phone,
    }


def _said(text: Text, language: Language) -> tuple[str, Language]:
    said, spoken = text.said_in(language)
    return isolate_in(spoken, said), spoken


def _headline(stories: tuple[Story, ...], frame: Frame) -> _Headline:
    fields = _fields(stories, frame)
    subject, findings = _filled("subject", frame.campaign.subject, fields, frame)
    preheader, more_findings = _filled("preheader", frame.campaign.preheader, fields, frame)
    notes: tuple[Note, ...] = ()
    if not preheader and stories and stories[0].teaser:
        # Without one, inboxes show the first words they find: "View in browser", or an address.
        preheader = headline.one_line(stories[0].teaser)
        notes = (Note("fallback", preheader, "the preheader was empty; the first story's teaser stands there"),)
    return _Headline(subject, preheader, notes, findings + more_findings)


def _fields(stories: tuple[Story, ...], frame: Frame) -> Mapping[str, str]:
    titles = [story.title for story in stories[:2]] + ["", ""]
    region = frame.region.name.said_in(frame.language)[0]
    values = (titles[0], titles[1], frame.formats.date(frame.issue.date), frame.newsletter, region, frame.newsletter)
    return dict(zip(headline.FIELDS, values, strict=True))


def _filled(
    part: str, patterns: Mapping[str, Text], fields: Mapping[str, str], frame: Frame
) -> tuple[str, tuple[Finding, ...]]:
    text = patterns.get(frame.region.slug, Text(""))
    line, unknown = headline.fill(text.said_in(frame.language)[0], fields)
    # A header may hold U+2066…U+2069: they travel as encoded words, and an inbox that does not know them shows nothing.
    line = isolate_in(frame.language, line) if is_mixed(line) else line
    known = ", ".join(f"{{{name}}}" for name in fields)
    findings = (
        Finding("subject", "error", part, 1, 1, f"{{{name}}} is no field", f"use one of {known}") for name in unknown
    )
    return line, (*findings, *_fallen_back(part, f"campaigns.{frame.campaign.slug}.{part}", text, frame.language))


def _untranslated(frame: Frame) -> tuple[tuple[Note, ...], tuple[Finding, ...]]:
    """Each of the templates' words that stays English, and one warning for them all."""
    words, code = frame.untranslated, frame.language.code
    if not words:
        return (), ()
    notes = tuple(Note("fallback", word, f"no catalogue has it in {code}; English stands there") for word in words)
    message = f"{len(words)} of the template's texts have no {code} translation, such as {words[0]!r}"
    remedy = f"add them to locales/{code}/LC_MESSAGES/newsletter.po"
    return notes, (Finding("catalogue", "warning", "html", 0, 0, message, remedy),)


def _fallen_back(part: str, key: str, text: Text, language: Language) -> Iterator[Finding]:
    """A warning where a text of the settings has words in another language than the edition's."""
    said, spoken = text.said_in(language)
    if spoken.base != language.base and re.search(r"\w", headline.FIELD.sub("", said)):
        message, remedy = f"“{said}” has no {language.code} translation", f"add {key}_{language.base} to settings.toml"
        yield Finding("translation", "warning", part, 0, 0, message, remedy)


def _greetings_fallen_back(frame: Frame) -> Iterator[Finding]:
    for one in shown(frame.region.greetings, frame.issue.date):
        yield from _fallen_back("html", f"{one.spot.key}.text", one.text, frame.language)


def _news(found: Iterable[Finding], known: Iterable[Finding]) -> Iterator[Finding]:
    """What a gate found in a place where no earlier step has found it already."""
    places = {(finding.gate, finding.part, finding.line) for finding in known}
    return (finding for finding in found if (finding.gate, finding.part, finding.line) not in places)


def _hash(draft: Draft, linked: Linked, frame: Frame) -> str:
    """SHA-256 over all that a reader gets and who gets it, so that an approval holds for exactly that."""
    everything = {
        "subject": draft.subject,
        "preheader": draft.preheader,
        "html": draft.html,
        "text": draft.text,
        "links": [asdict(link) for link in linked.links],
        "sender": frame.region.sender,
        "reply_to": frame.region.reply_to,
        "audience_tags": sorted(frame.campaign.audience_tags),
        "region": frame.region.slug,
        "language": frame.language.code,
    }
    canonical = json.dumps(everything, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
