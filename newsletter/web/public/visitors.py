"""Who follows a link, without saying who: a keyed hash per link and delivery, and a guess at man or machine. Pure."""

import hmac
from collections.abc import Mapping
from typing import Literal

_FETCH_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")  # browsers and mail clients say so themselves

# What mail scanners, link previews and scripts call themselves, in small letters.
_MACHINES = (
    "barracuda",
    "bingpreview",
    "bot",
    "crawler",
    "curl/",
    "existence discovery",  # Microsoft Office looks whether a link leads anywhere
    "facebookexternalhit",
    "go-http-client",
    "google-safety",
    "googleimageproxy",
    "headlesschrome",
    "mimecast",
    "proofpoint",
    "python",
    "safelinks",
    "spider",
    "trendmicro",
    "urlscan",
    "wget",
    "whatsapp/",
    "zscaler",
)
_AGENT_READ = 512  # characters; the rest says nothing new


def visitor(key: bytes, link: str, delivery: int) -> bytes:
    """16 bytes that tell one delivery's clicks on one link from another's, and lead back to nobody without the key."""
    return hmac.digest(key, f"visitor\0{link}\0{delivery}".encode(), "sha256")[:16]


def kind_of(headers: Mapping[str, str]) -> Literal["human", "machine"]:
    """Classified, not discarded: who fetches ahead, names itself a scanner or no browser at all is a machine."""
    agent = headers.get("user-agent", "")[:_AGENT_READ].lower().replace("cubot", "")  # Cubot makes telephones
    ahead = any(headers.get(name) for name in _FETCH_AHEAD)
    return "machine" if ahead or not agent or any(name in agent for name in _MACHINES) else "human"
