"""The frozen values that travel through the house; everybody may import this, it imports only the standard library.

    Article ──choose──▶ Choice ──localise──▶ Story… ──resolve──▶ Linked ──render──▶ Edition ──▶ Delivery

An article is one piece pulled from a source, in one language; a story is an article as one edition tells
it; an edition is an issue in one language: what is rendered, checked, approved and sent.
"""

from newsletter.model.articles import (
    Article,
    Attribution,
    Choice,
    CtaToken,
    Event,
    Finding,
    KeptPicture,
    LeftOut,
    Note,
    Piece,
    Pointer,
    Prose,
    RegionBlock,
    RelatedSlot,
)
from newsletter.model.checks import Checks
from newsletter.model.curation import UNTOUCHED, Curation, Override
from newsletter.model.deliveries import DeliveryState, Subscriber
from newsletter.model.editions import (
    Button,
    Edition,
    Link,
    Linked,
    Localised,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
)
from newsletter.model.languages import Direction, Language, Text
from newsletter.model.regions import (
    ArticleRule,
    Campaign,
    Cta,
    CtaRule,
    CtaTarget,
    HouseStyle,
    Issue,
    Region,
    Relay,
    SourceSettings,
)
from newsletter.model.rules import Banned, Claim, Greeting, Permit, Required, Rules, Spot
from newsletter.model.theme import Logo, Palette, Theme

__all__ = [
    "UNTOUCHED",
    "Article",
    "ArticleRule",
    "Attribution",
    "Banned",
    "Button",
    "Campaign",
    "Checks",
    "Choice",
    "Claim",
    "Cta",
    "CtaRule",
    "CtaTarget",
    "CtaToken",
    "Curation",
    "DeliveryState",
    "Direction",
    "Edition",
    "Event",
    "Finding",
    "Greeting",
    "HouseStyle",
    "Issue",
    "KeptPicture",
    "Language",
    "LeftOut",
    "Link",
    "Linked",
    "Localised",
    "Logo",
    "Note",
    "Override",
    "Palette",
    "Permit",
    "Piece",
    "Pointer",
    "Prose",
    "Region",
    "RegionBlock",
    "RelatedItem",
    "RelatedList",
    "RelatedSlot",
    "Relay",
    "Required",
    "Rules",
    "SourceSettings",
    "Spot",
    "Story",
    "StoryPiece",
    "Subscriber",
    "Text",
    "Theme",
]
