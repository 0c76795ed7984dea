"""The MJML that templates may use, as tables: tags, where they stand, their attributes and what these hold.

`validator` walks it. The attributes are those of MJML 4 that mrml 6.0.1 really honours (a test renders each one);
what is known not to work is in `REFUSED` with what to do instead.
"""

import re
from dataclasses import dataclass
from typing import Literal

Holds = Literal["tags", "html", "words", "css", "nothing"]

_NUMBER = r"[0-9]+(\.[0-9]+)?"
_COLOUR_NAMES = (  # every client knows these; there are 130 more, and a typing error is none of them
    "aqua|black|blue|fuchsia|gray|green|lime|maroon|navy|olive|orange|purple|red|silver|teal|white|yellow"
    "|inherit|transparent"
)
# What an attribute may hold, and how to say so. Outlook reads neither three-digit colours nor bare zeros
# (mrml 6.0.1 takes no notice of a padding list with a bare 0 when it works out widths). Addresses and alternative texts
# come from articles: the gates look at those.
KINDS: dict[str, tuple[re.Pattern[str], str]] = {
    "any": (re.compile(r".*", re.DOTALL), "anything"),
    "colour": (re.compile(rf"#[0-9a-fA-F]{{6}}|{_COLOUR_NAMES}|rgba?\([0-9., %]+\)"), "a colour such as #1a2b3c"),
    "length": (re.compile(rf"{_NUMBER}(px|%)|auto"), "a length with its unit, such as 16px or 50%"),
    "pixels": (re.compile(rf"{_NUMBER}px"), "pixels, such as 600px"),
    "lengths": (re.compile(rf"{_NUMBER}(px|%)( +{_NUMBER}(px|%)){{0,3}}"), "one to four lengths, such as 16px 24px"),
    "line-height": (re.compile(rf"{_NUMBER}(px|%|em)?"), "a line height such as 1.6 or 24px"),
    "spacing": (re.compile(rf"-?{_NUMBER}(px|em)|normal"), "a spacing such as 1px"),
    "number": (re.compile(r"[0-9]+"), "a whole number without a unit"),
    "direction": (re.compile(r"ltr|rtl"), "ltr or rtl"),
    "align": (re.compile(r"left|center|right|justify"), "left, center or right"),
    "vertical": (re.compile(r"top|middle|bottom"), "top, middle or bottom"),
    "width": (re.compile(r"full-width"), "full-width"),
    "hero": (re.compile(r"fixed-height"), "fixed-height (mrml 6.0.1 has no other)"),
    "switch": (re.compile(r"true|false"), "true or false"),
    "one": (re.compile(r"[\w-]+"), "one name (of two classes the first alone counts, mrml 6.0.1)"),
    "email-language": (re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"), "a language tag such as en-GB"),
}

_PADDING = "padding:lengths padding-top:length padding-right:length padding-bottom:length padding-left:length"
_INNER = "inner-padding:lengths"
_LETTERS = (
    "color:colour font-family:any font-size:pixels font-style:any font-weight:any line-height:line-height"
    " text-decoration:any"
)
_FONT = f"{_LETTERS} letter-spacing:spacing text-transform:any"
_BORDER = "border:any border-top:any border-right:any border-bottom:any border-left:any border-radius:lengths"
_BACKDROP = (
    "background-color:colour background-url:any background-repeat:any background-size:any background-position:any"
    " background-position-x:any background-position-y:any"
)
_BOX = f"container-background-color:colour {_PADDING}"
_LINK = "href:any rel:any target:any title:any"


@dataclass(frozen=True, slots=True)
class Tag:
    """One MJML tag: the tags it may stand in, its attributes with their kinds, and which it must have."""

    inside: frozenset[str]
    attributes: dict[str, str]
    required: tuple[str, ...] = ()
    holds: Holds = "tags"


def _tag(inside: str, attributes: str = "", *, required: str = "", holds: Holds = "tags") -> Tag:
    pairs = dict(pair.split(":") for pair in attributes.split())
    return Tag(frozenset(inside.split()), pairs, tuple(required.split()), holds)


def _body_tag(inside: str, attributes: str = "", *, required: str = "", holds: Holds = "tags") -> Tag:
    return _tag(inside, f"{attributes} css-class:any mj-class:one", required=required, holds=holds)


_SECTION = f"{_BACKDROP} {_BORDER} direction:direction full-width:width {_PADDING} text-align:align"
_IN_COLUMN = "mj-column mj-hero"

TAGS: dict[str, Tag] = {
    "mjml": _tag("", "lang:email-language dir:direction", required="lang dir"),
    "mj-head": _tag("mjml"),
    "mj-body": _body_tag("mjml", "background-color:colour width:pixels"),
    "mj-title": _tag("mj-head", holds="words"),
    "mj-preview": _tag("mj-head", holds="words"),
    "mj-breakpoint": _tag("mj-head", "width:pixels", required="width", holds="nothing"),
    "mj-style": _tag("mj-head", holds="css"),
    "mj-attributes": _tag("mj-head"),
    "mj-all": _tag("mj-attributes", "*:any", holds="nothing"),
    "mj-class": _tag("mj-attributes", "name:one *:any", required="name", holds="nothing"),
    "mj-raw": _tag("mj-head mj-body mj-wrapper mj-section mj-column mj-group mj-hero", holds="html"),
    "mj-wrapper": _body_tag("mj-body", _SECTION),
    "mj-section": _body_tag("mj-body mj-wrapper", _SECTION),
    "mj-group": _body_tag(
        "mj-section", "background-color:colour direction:direction vertical-align:vertical width:length"
    ),
    "mj-column": _body_tag(
        "mj-section mj-group",
        f"background-color:colour inner-background-color:colour inner-border:any inner-border-radius:lengths {_BORDER}"
        f" direction:direction {_PADDING} vertical-align:vertical width:length",
    ),
    "mj-hero": _body_tag(
        "mj-body mj-wrapper",
        "background-color:colour background-url:any background-position:any background-height:pixels"
        f" background-width:pixels mode:hero height:pixels {_PADDING} inner-background-color:colour align:align"
        " vertical-align:vertical width:pixels",
    ),
    "mj-text": _body_tag(_IN_COLUMN, f"align:align {_FONT} height:pixels {_BOX}", holds="html"),
    "mj-table": _body_tag(
        _IN_COLUMN,
        "align:align color:colour font-family:any font-size:pixels line-height:line-height border:any"
        f" cellpadding:number cellspacing:number table-layout:any width:length {_BOX}",
        holds="html",
    ),
    "mj-button": _body_tag(
        _IN_COLUMN,
        f"align:align background-color:colour {_BORDER} {_FONT} height:pixels {_INNER} href:any rel:any target:any"
        f" name:any text-align:align vertical-align:vertical width:length {_BOX}",
        required="href",
        holds="html",
    ),
    "mj-image": _body_tag(
        _IN_COLUMN,
        "src:any srcset:any alt:any align:align border:any border-radius:lengths fluid-on-mobile:switch"
        f" font-size:pixels height:length max-height:length {_LINK} name:any usemap:any width:pixels {_BOX}",
        required="src alt",
        holds="nothing",
    ),
    "mj-divider": _body_tag(
        _IN_COLUMN,
        f"align:align border-color:colour border-style:any border-width:pixels width:length {_BOX}",
        holds="nothing",
    ),
    "mj-spacer": _body_tag(_IN_COLUMN, f"height:pixels {_BOX}", holds="nothing"),
    "mj-social": _body_tag(
        _IN_COLUMN,
        f"align:align {_LETTERS} border-radius:lengths icon-height:length icon-size:length icon-padding:lengths"
        f" {_INNER} mode:any text-padding:lengths {_BOX}",
    ),
    "mj-social-element": _body_tag(
        "mj-social",
        f"name:any src:any alt:any align:align background-color:colour {_LETTERS} border-radius:lengths"
        f" icon-height:length icon-size:length icon-padding:lengths {_LINK} text-padding:lengths"
        f" vertical-align:vertical {_PADDING}",
        required="src alt",
        holds="html",
    ),
}

# What parses and then does nothing, or does harm, with what to do instead: a tag, or a tag's attribute.
REFUSED: dict[str | tuple[str, str], str] = {
    "mj-include": "write {% include %}, which reads the template folders and nothing else",
    "script": "mail clients drop scripts",
    "mj-html-attributes": "mrml 6.0.1 does not take it; write the attribute on the tag itself",
    "mj-font": "a letter fetches nothing but pictures; name fonts that readers have in font-family",
    "mj-accordion": "most clients drop its inputs, and its icons come from another's server; use mj-text",
    "mj-carousel": "most clients drop its inputs; use mj-image",
    "mj-navbar": "most clients drop its inputs; put links in mj-text",
    ("mj-style", "inline"): "mrml 6.0.1 does not inline; put the rule on the tag as an attribute or style",
    ("mj-wrapper", "gap"): "mrml 6.0.1 takes no notice; put a mj-spacer or an inner padding there",
    ("mj-image", "sizes"): "mrml 6.0.1 takes no notice; give width in pixels",
}

# Why a tag must have an attribute, or what to write.
NEEDED = {
    "alt": "it is read aloud, and shown while pictures are off; empty for a picture that says nothing",
    "dir": 'in a template dir="{{ dir }}"',
    "href": "a button without an address leads nowhere",
    "lang": 'in a template lang="{{ language.tag }}"',
    "name": "mj-class calls it by that",
    "src": "the address of the picture",
    "width": "in pixels, such as 480px",
}

# Where what HTML calls so has its place in MJML; all else goes into mj-text.
HOMES = {
    "a": "mj-button",
    "body": "mj-body",
    "button": "mj-button",
    "head": "mj-head",
    "hr": "mj-divider",
    "html": "mjml",
    "img": "mj-image",
    "style": "mj-style",
    "table": "mj-table",
    "title": "mj-title",
}

# Attributes of HTML that no MJML tag has, with what to write instead.
ASIDE = {
    "class": "write css-class for a rule in mj-style, or mj-class for one in mj-attributes",
    "id": "write css-class, and the rule in mj-style",
    "style": 'write each property as an attribute of its own, such as color="#1a2b3c"',
}
