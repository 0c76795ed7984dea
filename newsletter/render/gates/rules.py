"""Gates on what the settings say may, must and must not stand in a region's letters: rules, claims, permit, greetings.

They look at the final bytes; a phrase that came with an article is told by the article's file and line. What a claim
rests on goes into the report: `edition` asks for `references`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsletter.localise.greetings import shown, unconfirmed
from newsletter.localise.phrases import Found, Lexicon, find, lexicon, outside, says
from newsletter.model import Claim, Finding, Note, Permit, Prose, Rules
from newsletter.render.gates import reading
from newsletter.render.gates.draft import Draft, Level
from newsletter.render.gates.reading import Reading

_SOON = timedelta(days=30)  # a permit takes weeks to renew
_NONE = lexicon(())
_BODIES = ("html", "text")  # a reader has one or the other


def rules(draft: Draft) -> Iterator[Finding]:
    """Banned phrases, claims, required lines and the permit, in one reading of the parts."""
    if draft.region.rules == Rules():
        return
    parts = _read(draft)
    yield from _banned(draft, parts)
    yield from _claims(draft, parts)
    for required in draft.region.rules.required:
        line = required.line.said_in(draft.language)[0]
        yield from _missing(draft, parts, line, f"{required.spot.key} ({required.spot}) wants it")
    if permit := draft.region.rules.permit:
        yield from _missing(draft, parts, permit.reference, f"{permit.spot.key} ({permit.spot}) is to be shown")
        yield from _runs_out(draft, permit)


def greetings(draft: Draft) -> Iterator[Finding]:
    """A greeting whose computed day nobody has confirmed, and one that the template has no place for."""
    for greeting, first in unconfirmed(draft.region.greetings, draft.date):
        said, spot = greeting.text.said_in(draft.language)[0], greeting.spot
        message = f"“{said}” is not shown: {greeting.on} begins on {first} as computed, and sightings differ by a day"
        remedy = f"to show it, write the day into {spot.key}: confirmed = {first}"
        yield Finding("greetings", "warning", spot.file, spot.line, 0, message, remedy)
    parts = _read(draft) if (due := shown(draft.region.greetings, draft.date)) else {}
    for greeting in due:
        said = greeting.text.said_in(draft.language)[0]
        for part in _BODIES:
            if not says(parts[part].text, said):
                ending = {"html": "mjml", "text": "txt"}[part]
                remedy = f'put {{% include "partials/greeting.{ending}.j2" %}} into the template'
                message = f"the greeting “{said}” is due and does not stand in the {part} part"
                yield draft.find("greetings", part, 0, message, remedy, level="warning")


def references(draft: Draft) -> Iterator[Note]:
    """Each claim that the edition may make, with what it rests on."""
    if draft.region.rules.claims:
        for said, claims in _claimed(draft, _read(draft)):
            if proven := _proven(claims, draft):
                yield Note("kept", said.words, f"a claim that rests on {proven.reference}", place=said.origin)


# ── what is said ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Said:
    """A phrase in the letter: where it stands first, and as what."""

    phrase: str
    words: str
    around: str
    times: int  # in one part
    place: tuple[str, int, int]  # the article's where it has it, else the part's; line; column

    @property
    def origin(self) -> str:
        part, line, _ = self.place
        return f"{part}:{line}" if line else part

    def finding(self, message: str, remedy: str) -> Finding:
        times = f" ({self.times} times)" if self.times > 1 else ""
        part, line, column = self.place
        return Finding("rules", "error", part, line, column, f"{message}{times}, in “{self.around}”", remedy)


def _read(draft: Draft) -> Mapping[str, Reading]:
    """The parts to look into; the HTML first, for it has the subject and the preheader too."""
    html = reading.spoken(draft.html, (node.token for node in draft.nodes))
    return {"html": html} | {part: reading.plain(text) for part, text in draft.parts if part != "html"}


def _said(draft: Draft, parts: Mapping[str, Reading], known: Lexicon, allowed: Lexicon = _NONE) -> Iterator[_Said]:
    """Each phrase once, by the first part that has it."""
    found = {part: [*_hits(read.text, known, allowed)] for part, read in parts.items()}
    for phrase in dict.fromkeys(hit.phrase for hits in found.values() for hit in hits):
        hits = {part: [hit for hit in found[part] if hit.phrase == phrase] for part in parts}
        part, first = next((part, of_part[0]) for part, of_part in hits.items() if of_part)
        read, times = parts[part], max(map(len, hits.values()))
        origin = _origin(draft, phrase, known, allowed)
        place = origin or (part, *read.place(first.start))
        yield _Said(phrase, read.text[first.start : first.end], read.around(first.start, first.end), times, place)


def _hits(text: str, known: Lexicon, allowed: Lexicon) -> Iterator[Found]:
    return outside(find(text, known), find(text, allowed))


def _origin(draft: Draft, phrase: str, known: Lexicon, allowed: Lexicon) -> tuple[str, int, int] | None:
    """The article that says it: its place, and the line of the block."""

    def has(text: str) -> bool:
        return any(hit.phrase == phrase for hit in _hits(text, known, allowed))

    for story in draft.stories:
        for piece in story.pieces:
            if isinstance(piece, Prose) and has(reading.spoken(piece.html).text):
                return story.place, piece.line, 0
        if has(story.title) or has(story.image_alt):
            return story.place, 0, 0
    return None


# ── what may not be said ───────────────────────────────────────────────────────────────────────────


def _banned(draft: Draft, parts: Mapping[str, Reading]) -> Iterator[Finding]:
    held = draft.region.rules
    banned = {one.phrase: one for one in held.banned}
    allowed = lexicon(held.allow, inflected=False)
    for said in _said(draft, parts, lexicon(tuple(banned)), allowed) if banned else ():
        rule = banned[said.phrase]
        form = "" if said.words.casefold() == said.phrase.casefold() else f" as a form of “{said.phrase}”"
        elsewise = f"say it in other words; if it is a name, add the name to regions.{draft.region.slug}.rules.allow"
        message = f"“{said.words}” is banned in {draft.region.slug}{form}"
        yield said.finding(message, f"{rule.remedy or elsewise} ({rule.spot})")


def _claims(draft: Draft, parts: Mapping[str, Reading]) -> Iterator[Finding]:
    for said, claims in _claimed(draft, parts):
        if not _proven(claims, draft):
            message, remedy = _objection(_here(claims, draft), claims, draft)
            yield said.finding(f"the claim “{said.words}” {message}", f"take it out, or {remedy}")


def _claimed(draft: Draft, parts: Mapping[str, Reading]) -> Iterator[tuple[_Said, Sequence[Claim]]]:
    """Each claim of the settings that the edition makes, with all that they say of it."""
    listed: dict[str, list[Claim]] = {}
    for claim in draft.region.rules.claims:
        for phrase in dict.fromkeys((claim.phrase.plain, *claim.phrase.translations.values())):
            listed.setdefault(phrase, []).append(claim)
    for said in _said(draft, parts, lexicon(tuple(listed))) if listed else ():
        yield said, listed[said.phrase]


def _here(claims: Iterable[Claim], draft: Draft) -> list[Claim]:
    return [claim for claim in claims if not {*claim.regions}.isdisjoint(draft.region.lineage)]


def _proven(claims: Iterable[Claim], draft: Draft) -> Claim | None:
    """The first claim that holds here and today."""
    return next((claim for claim in _here(claims, draft) if claim.reference and not _expired(claim, draft)), None)


def _expired(claim: Claim, draft: Draft) -> bool:
    return claim.expires is not None and claim.expires < draft.date


def _objection(here: Sequence[Claim], claims: Sequence[Claim], draft: Draft) -> tuple[str, str]:
    """What is wrong with a claim that does not hold, and what to do beside taking it out."""
    slug = draft.region.slug
    if not here:
        regions = ", ".join(dict.fromkeys(region for claim in claims for region in claim.regions))
        return f"is listed for {regions}, not for {slug}", f"list {slug} with its reference ({claims[0].spot})"
    claim = here[-1]
    if not claim.reference:
        return "has no reference", f"give it one: reference = … ({claim.spot})"
    return f"rests on {claim.reference}, which expired on {claim.expires}", f"renew it and its expires ({claim.spot})"


# ── what must be said ──────────────────────────────────────────────────────────────────────────────


def _missing(draft: Draft, parts: Mapping[str, Reading], line: str, who: str) -> Iterator[Finding]:
    for part in _BODIES:
        if not says(parts[part].text, line):
            remedy = f"add it to the legal lines of {draft.region.slug} or to the template; {who}"
            yield draft.find("rules", part, 0, f"“{line}” is missing from the {part} part", remedy)


def _runs_out(draft: Draft, permit: Permit) -> Iterator[Finding]:
    left = permit.expires - draft.date
    if left > _SOON:
        return
    level: Level = "error" if left < timedelta() else "warning"
    when = f"expired on {permit.expires}" if level == "error" else f"expires on {permit.expires}"
    message = f"the permit {permit.reference} of {draft.region.slug} {when}, and this issue is of {draft.date}"
    remedy = f"renew it, and correct {permit.spot.key}"
    yield Finding("rules", level, permit.spot.file, permit.spot.line, 0, message, remedy)
