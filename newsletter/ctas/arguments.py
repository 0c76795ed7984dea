"""What stands inside a CTA form, read into an id and an alignment or refused; pure, called by `forms`.

Every reader takes the form's word (`cta`, `module`, …) and its folded text (see `letters`: a quote is `'`,
white space is a space), and answers None when the form asks for no CTA after all.
"""

import re
from collections.abc import Mapping

from newsletter.ctas.cuts import Align, Asked, Refused, ask, shortened

Verdict = Asked | Refused | None

_WRITE_CALL = "write {{ cta('GUID') }} or {{ cta('GUID', 'justifycenter') }}"
_WRITE_TAG = 'write {% cta guid="GUID" %}'
_WRITE_BRACKET = "write [hubspot type=cta portal=NUMBER id=GUID]"


def read_call(word: str, body: str) -> Verdict:
    """Reads `{{ cta('GUID', 'justifycenter') }}`."""
    inner = body.strip(" -")
    if word.lower() != "cta":
        return Refused(f"“{shortened(word, 40)}” is no function that gives a CTA", _WRITE_CALL)
    if "|" in inner:
        return Refused("a CTA takes no filter", _WRITE_CALL)
    if not (inner.startswith("(") and inner.endswith(")")):
        return Refused("the CTA's id does not stand between parentheses", _WRITE_CALL)
    return _read_values([argument.strip() for argument in inner[1:-1].split(",")])


def read_tag(word: str, body: str) -> Verdict:
    """Reads `{% cta guid="GUID" %}` and `{% module path="@hubspot/cta" guid="GUID" %}`."""
    attributes = _attributes(body)
    if word.lower() == "module" and _CTA_MODULE not in body.lower():
        return None
    if word.lower() not in ("cta", "module"):
        return Refused(f"“{shortened(word, 40)}” is no tag that gives a CTA", _WRITE_TAG)
    return _read_named(attributes, _WRITE_TAG)


def read_bracket(_: str, body: str) -> Verdict:
    """Reads WordPress's `[hubspot type=cta portal=1 id=GUID]`."""
    attributes = _attributes(body)
    if attributes is not None and attributes.get("type", "").lower() != "cta":
        return Refused("this HubSpot shortcode is no CTA, and no other works in a letter", _WRITE_BRACKET)
    return _read_named(attributes, _WRITE_BRACKET)


def read_code(_: str, __: str) -> Verdict:
    """Refuses a class of HubSpot's own code where it stands among the words: the code was pasted as text."""
    return Refused("HubSpot's own code stands here as words", "paste it as HTML, or write {{ cta('GUID') }}")


def unclosed(word: str, tail: str) -> Verdict:
    """Refuses a form that has no end; `tail` is as much as could belong to it."""
    if word.lower() == "module" and _CTA_MODULE not in tail.lower():
        return None
    return _UNCLOSED


def forged(_: str, __: str) -> Verdict:
    """Refuses what would pass for a marker of `shortcodes`."""
    return Refused("it looks like a mark that stands for a CTA while an article is read", "take it out")


_UNCLOSED = Refused("its braces or brackets are not closed", "close them, as in {{ cta('GUID') }}")
_CTA_MODULE = "@hubspot/cta"
_ALIGNMENTS: Mapping[str, Align] = {"left": "left", "center": "center", "right": "right", "full": "full"}
_ID_KEYS = ("placement_guid", "guid", "cta_id", "id")

_QUOTED = re.compile(r"'{1,2}([^']*+)'{1,2}")
_ATTRIBUTE = re.compile(
    r"[ ,]*+(?:(?P<key>[\w@/.-]++) *+= *+)?"
    r"(?:'{1,2}(?P<quoted>(?:[^']|(?<=\w)'(?=\w))*)'{1,2}|(?P<bare>[^ ,'=|]++))(?![^ ,'])"
)  # a quote between two letters of a label is an apostrophe


def _read_values(arguments: list[str]) -> Verdict:
    if len(arguments) > 2:
        return Refused(f"a CTA takes an id and an alignment, not {len(arguments)} arguments", _WRITE_CALL)
    values = [_QUOTED.fullmatch(argument) for argument in arguments]
    for value, argument in zip(values, arguments, strict=True):
        if value is None:
            return Refused(f"“{shortened(argument, 40)}” is no text between quotes", _WRITE_CALL)
    return _ask_aligned(*(value[1] for value in values if value))


def _ask_aligned(id_text: str, alignment: str = "center") -> Verdict:
    align = _ALIGNMENTS.get(alignment.strip().lower().removeprefix("justify"))
    if align is None:
        remedy = "choose justifyleft, justifycenter, justifyright or justifyfull"
        return Refused(f"“{shortened(alignment, 40)}” is no alignment", remedy)
    return ask(id_text, align)


def _read_named(attributes: Mapping[str, str] | None, remedy: str) -> Verdict:
    if attributes is None:
        return Refused("its attributes cannot be read", remedy)
    key = next((key for key in _ID_KEYS if key in attributes), None)
    if key is None:
        return Refused("it names no CTA", remedy)
    return _ask_aligned(attributes[key], attributes.get("align", "center"))


def _attributes(body: str) -> Mapping[str, str] | None:
    """The attributes by name in lower case; None when anything in the text is no attribute."""
    found: dict[str, str] = {}
    position = 0
    while attribute := _ATTRIBUTE.match(body, position):
        value = attribute["bare"] if attribute["quoted"] is None else attribute["quoted"]
        found.setdefault((attribute["key"] or "").lower(), value)
        position = attribute.end()
    return None if body[position:].strip(" ,'-") else found
