"""What a letter's links to mail and telephones may say: whom they are for, a subject, a text. Pure, asked by `urls`."""

import re
from urllib.parse import unquote

from newsletter.ctas.cuts import shortened

_FIELDS = {"mailto": frozenset({"subject", "body"}), "sms": frozenset({"body"}), "tel": frozenset[str]()}
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[0-9A-Za-z()+.,-]+(?:;[0-9A-Za-z=.+-]+)*")


def fault_of(url: str) -> str | None:
    """Why no letter should hold this mailto:, tel: or sms: address; None where nothing is wrong with it.

    A mail program takes every field of a mailto: for a header of the reader's mail (RFC 6068 7), so a link could have
    them write to people they do not see; a telephone takes `*` and `#` for commands.
    """
    scheme, colon, rest = url.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in _FIELDS:
        return None  # a place on this page
    to, _, query = rest.partition("?")
    if not rest:
        return f"“{scheme}:” names nobody"
    if _CONTROL.search(unquote(to)):
        return "it holds a line break or another control character"
    if scheme != "mailto" and not _NUMBER.fullmatch(to):
        return f"“{to:.40}” is no number to dial; write it like {scheme}:+442079460000"
    return next(filter(None, (_against(field, scheme) for field in query.split("&"))), None)


def _against(field: str, scheme: str) -> str | None:
    name, _, value = field.partition("=")
    name, value = unquote(name).lower(), unquote(value)
    if field and name not in _FIELDS[scheme]:
        allowed = " and ".join(sorted(_FIELDS[scheme], reverse=True)) or "nothing"
        return f"it sets “{shortened(name, 40)}”; a {scheme}: link may set {allowed}"
    if _CONTROL.search(value if name == "subject" else re.sub("[\r\n\t]", "", value)):
        return "it holds a line break or another control character"
    return None
