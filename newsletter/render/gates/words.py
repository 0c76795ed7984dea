"""Gates on what an edition says: stories, CTAs, subject, characters, leftovers of templates."""

import re
from collections.abc import Iterator

from newsletter.localise.pseudo import PSEUDO
from newsletter.model import CtaToken, Finding
from newsletter.render.gates.draft import Draft, Level
from newsletter.render.prose import MARK

# Control characters are signs of a text read in the wrong encoding; a reference such as &#147; is one all the same.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
    r"|&#(?:x0*+(?:[0-8bcef]|[189][0-9a-f]|7f)|0*+1(?:2[7-9]|[345]\d));",
    re.I,
)
# What is left over, small letters without which there is none, and how it is told: a pattern takes long to say no.
_LEFTOVERS: dict[str, tuple[tuple[str, ...], re.Pattern[str]]] = {
    "a template's expression": (("{{", "{%"), re.compile(r"\{\{|\{%")),
    "a CTA's shortcode": (
        ("cta(", "[hubspot", "hs-cta"),
        re.compile(r"(?<!\w)cta\(|\[hubspot|hs-cta", re.IGNORECASE),
    ),
    "a character that mrml spelled out": (("\\u{",), re.compile(r"\\u\{")),
    "the place of some prose": (("prose-",), MARK),
}


def stories(draft: Draft) -> Iterator[Finding]:
    if not draft.stories:
        remedy = "newsletter articles list says why each was left out; publish one, or widen articles.since_days"
        yield Finding("stories", "error", "html", 0, 0, "it carries no article", remedy)


def ctas(draft: Draft) -> Iterator[Finding]:
    for story in draft.stories:
        for piece in story.pieces:
            if isinstance(piece, CtaToken):
                message = f"the CTA {piece.id} has no button in {draft.region.name.plain}"
                remedy = f"give it a label and a url for {draft.region.slug} in the settings"
                yield Finding("ctas", "error", story.place, piece.line, 0, message, remedy)


def subject(draft: Draft) -> Iterator[Finding]:
    for part, text in (("subject", draft.subject), ("preheader", draft.preheader)):
        if not text:
            remedy = f"write a {part} for {draft.region.slug} in the campaign's settings"
            level: Level = "error" if part == "subject" else "warning"
            yield draft.find("subject", part, 0, f"the {part} is empty", remedy, level=level)


def characters(draft: Draft) -> Iterator[Finding]:
    for part, text in draft.parts:
        for found in _CONTROL.finditer(text):
            message = f"a control character, {found[0]!a}, which readers see as nothing or a box"
            yield draft.find(
                "characters", part, found.start(), message, "save the article as UTF-8, or retype the word"
            )


def leftovers(draft: Draft) -> Iterator[Finding]:
    for part, text in draft.parts:
        small = text.lower()
        likely = (
            (what, pattern) for what, (signs, pattern) in _LEFTOVERS.items() if any(one in small for one in signs)
        )
        for what, pattern in likely:
            for found in pattern.finditer(text):
                message = f"{what} is left over: {text[found.start() : found.start() + 40]!r}"
                yield draft.find(
                    "leftovers", part, found.start(), message, "take it out of the article or the template"
                )


def trial(draft: Draft) -> Iterator[Finding]:
    if draft.language.code == PSEUDO:
        remedy = f"look at it here; take {PSEUDO} out of languages before an issue is approved"
        yield draft.find("trial", "html", 0, f"{PSEUDO} is a pseudo-language, which nobody reads", remedy)
