"""Mail addresses as they go over the wire: checked, the domain in ASCII (IDNA) and in small letters. Pure.

Called by `message` and `trial` for what is sent, and by the audience's import, so that one mailbox is one address.
"""

import re

import idna

# Stricter than RFC 5321: no quoted local parts, no address literals; nobody subscribes with those.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_LONGEST = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
# Most addresses are done already; this sees it in a third of a microsecond.
_DONE = re.compile(rf"(?=.{{3,{_LONGEST}}}\Z)(?=[^@]{{1,64}}@){_LOCAL.pattern}@{_DOMAIN.pattern}")


def ascii_address(text: str) -> str:
    """`Ana@Münster.example` as `Ana@xn--mnster-3ya.example`; raises ValueError for what is no address."""
    if _DONE.fullmatch(text):
        return text
    local, _, domain = text[: _LONGEST + 1].rpartition("@")
    try:
        domain = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        domain = ""
    address = f"{local}@{domain}"
    if max(len(text), len(address)) > _LONGEST or len(local) > 64:
        raise ValueError(f"too long for a mail address: {text[:40]!r}…")
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise ValueError(f"not a mail address: {text!r}")
    return address
