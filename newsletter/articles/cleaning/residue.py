"""What scraping leaves in an article, as a table of rules: what each line looks like, where, and what becomes of it.

Called by `clean` before region blocks are cut, so that a share icon is never a block's only content. A rule that fires
is reported. To add one, add a row here and an example to the table in its test.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newsletter.articles.cleaning.body import HEADINGS, Block, Item
from newsletter.articles.cleaning.sanitise import first_link
from newsletter.articles.cleaning.wording import TAG, single_spaced
from newsletter.model import Attribution, Note, RelatedSlot

_LONGEST = 600  # characters: residue is short
_SHARERS = (
    r"x|twitter|facebook|linked ?in|whats ?app|pinterest|instagram|telegram|reddit"
    r"|e-?mail|print|copy link|tweet|pin it"
)


Place = Literal["edges", "anywhere"]
Fate = Literal["nothing", "slot", "attribution"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is no content: the whole line must match, in any capitals."""

    where: Place  # edges: before the first content, or after the last
    line: str  # a regular expression without capturing groups
    becomes: Fate
    why: str


RULES = (
    Rule("edges", rf"(?:share|{_SHARERS})\W?", "nothing", "a share icon's name, not a line of the article"),
    Rule(
        "anywhere",
        rf"share (?:this|on|via|with)(?: (?:on|via|with|this|article|post|page|story|{_SHARERS}|a friend))*\W?",
        "nothing",
        "an invitation to share the page it stood on",
    ),
    Rule(
        "edges",
        r"(?:(?:this|our) (?:web)?site|we) uses? cookies\b.*|(?:accept|manage|reject)(?: all)? cookies\W?"
        r"|cookie (?:settings|preferences|policy|notice)\W?",
        "nothing",
        "the web page's cookie notice",
    ),
    Rule(
        "anywhere",
        r"the post .{1,300} (?:appeared first|first appeared) on .{1,200}",
        "nothing",
        "the line that WordPress puts beneath a feed's entry",
    ),
    Rule(
        "anywhere",
        r"related (?:posts?|articles?|stor(?:y|ies)|reading)\s*:?",
        "slot",
        "a place for related articles, never content",
    ),
    Rule("anywhere", r"sources?\s*:\s*\S.*", "attribution", "an attribution is kept letter for letter"),
)


_ANY = re.compile("|".join(f"({rule.line})" for rule in RULES), re.IGNORECASE)


def rule_for(line: str) -> Rule | None:
    """The rule that the line falls under, wherever it stands."""
    text = single_spaced(line) if len(line) <= _LONGEST else ""
    found = _ANY.fullmatch(text)
    return RULES[(found.lastindex or 1) - 1] if found else None


def without_residue(items: Sequence[Item], place: str) -> tuple[list[Item], list[Note]]:
    """The items that are the article's, slots and attributions in the place of their lines; and what was done."""
    rules = [_fitting(item) for item in items]
    first, last = _edges(rules, items)
    kept: list[Item] = []
    notes: list[Note] = []
    for index, (item, rule) in enumerate(zip(items, rules, strict=True)):
        if not isinstance(item, Block) or rule is None or (rule.where == "edges" and first <= index <= last):
            kept.append(item)
            continue
        kept.extend(_replaced(item, rule))
        said = f"“{single_spaced(item.text)[:80]}” ({place}:{item.line})"
        notes.append(Note("dropped" if rule.becomes == "nothing" else "kept", said, rule.why))
    return kept, notes


def _fitting(item: Item) -> Rule | None:
    return rule_for(item.text) if isinstance(item, Block) and item.tag in HEADINGS | {"p"} else None


def _edges(rules: Sequence[Rule | None], items: Sequence[Item]) -> tuple[int, int]:
    """The indices of the first and the last block that no rule takes for residue."""
    content = [
        index
        for index, (rule, item) in enumerate(zip(rules, items, strict=True))
        if isinstance(item, Block) and (rule is None or rule.becomes != "nothing")
    ]
    return (content[0], content[-1]) if content else (0, len(items))


def _replaced(block: Block, rule: Rule) -> list[Item]:
    if rule.becomes == "slot":
        return [RelatedSlot(block.text, block.line)]
    if rule.becomes == "attribution":
        said = block.text.partition(":")[2].strip()
        untracked = any(' data-track="off"' in tag for tag in TAG.findall(block.html))
        return [Attribution(said, first_link(block.html), block.line, track=not untracked)]
    return []
