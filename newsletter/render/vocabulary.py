"""The MJML that templates may use, as tables: tags, where they stand, their attributes and what these hold.

`validator` walks it. The attributes are those of MJML 4 that mrml 6.0.1 really honours (a test renders each one);
what is known not to work is in `REFUSED` with what to do instead.
"""

import re
from dataclasses import dataclass
from typing import Literal

Holds = Literal["tags", "html", "words", "css", "nothing"]

# What an attribute may hold, and how to say so. Outlook reads neither three-digit colours nor bare zeros
# (mrml 6.0.1 takes no notice of a padding list with a bare 0 when it works out widths). Addresses and alternative texts
# come from articles: the gates look at those.
KINDS: dict[str, tuple[re.Pattern[str], str]] = {
    "any": (re.compile(r".*", re.DOTALL), "anything"),
    "colour": (re.compile(r"#[0-9a-fA-F]{6}|[a-z]{3,20}|rgba?\([\d., %]+\)"), "a colour such as #1a2b3c"),
    "length": (re.compile(r"\d+(\.\d+)?(px|%)|auto"), "a length with its unit, such as 16px or 50%"),
    "pixels": (re.compile(r"\d+(\.\d+)?px"), "pixels, such as 600px"),
    "lengths": (re.compile(r"\d+(\.\d+)?(px|%)( +\d+(\.\d+)?(px|%)){0,3}"), "one to four lengths, each with px or %"),
    "line-height": (re.compile(r"\d+(\.\d+)?(px|%|em)?"), "a line height such as 1.6 or 24px"),
    "spacing": (re.compile(r"-?\d+(\.\d+)?(px|em)|normal"), "a spacing such as 1px"),
    "number": (re.compile(r"\d+"), "a whole number"),
    "direction": (re.compile(r"ltr|rtl"), "ltr or rtl"),
    "align": (re.compile(r"left|center|right|justify"), "left, center or right"),
    "vertical": (re.compile(r"top|middle|bottom"), "top, middle or bottom"),
    "width": (re.compile(r"full-width"), "full-width"),
    "hero": (re.compile(r"fixed-height"), "fixed-height"),
    "switch": (re.compile(r"true|false"), "true or false"),
    "one": (re.compile(r"[\w-]+"), "one name (of two classes the first alone counts, mrml 6.0.1)"),
    "email-language": (re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"), "a language tag such as en-GB"),
}

_PADDING = "padding:lengths padding-top:length padding-right:length padding-bottom:length padding-left:length"
_INNER = "inner-padding:lengths"
_FONT = (
    "color:colour font-family:any font-size:pixels font-style:any font-weight:any line-height:line-height"
    " letter-spacing:spacing text-decoration:any text-transform:any"
)
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
    "mjml": _tag("", "lang:email-language dir:direction owa:any", required="lang dir"),
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
        f"{_BACKDROP} mode:hero height:pixels background-height:pixels background-width:pixels {_PADDING}"
        " inner-background-color:colour align:align vertical-align:vertical width:pixels",
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
        f"align:align background-color:colour {_BORDER} {_FONT} height:pixels {_INNER} {_LINK} name:any"
        f" text-align:align vertical-align:vertical width:length {_BOX}",
        required="href",
        holds="html",
    ),
    "mj-image": _body_tag(
        _IN_COLUMN,
        f"src:any srcset:any alt:any align:align {_BORDER} fluid-on-mobile:switch font-size:pixels height:length"
        f" max-height:length {_LINK} name:any usemap:any width:pixels {_BOX}",
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
        "align:align color:colour font-family:any font-size:pixels font-style:any font-weight:any"
        " line-height:line-height text-decoration:any border-radius:lengths"
        " icon-height:length icon-size:length icon-padding:lengths"
        f" {_INNER} mode:any text-padding:lengths {_BOX}",
    ),
    "mj-social-element": _body_tag(
        "mj-social",
        f"name:any src:any alt:any align:align background-color:colour {_FONT} border-radius:lengths"
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
