"""The pseudo-language `en_XA`: every string of the templates stretched, accented and in brackets, by no catalogue.

What stands in a letter without accents was never marked for translation, and what is cut off or breaks the layout
would be in a longer language too. A region may name `en_XA` among its languages and look at the preview; a gate keeps
such an edition from being sent. `render.specimen` reads one by itself, for `check`.
"""

import re
from gettext import NullTranslations

PSEUDO = "en_XA"

_MORE = 0.4  # German and Russian are about so much longer than English
_FILLING = "òñé ţŵó ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ñîñé ţéñ "
_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_KEPT = re.compile(r"(%%|%\(\w+\)s|&#?\w+;|<[^>]*>)")


def accented(text: str) -> str:
    """`[Ŕéåð ɱöŕé òñé]`; placeholders, `%%`, entities and tags stay as they are, and no letter of ASCII besides."""
    if not text.strip():
        return text
    parts = _KEPT.split(text)
    parts[::2] = [part.translate(_ACCENTED) for part in parts[::2]]
    more = round(_MORE * sum(map(len, parts[::2])))
    filling = (_FILLING * (more // len(_FILLING) + 1))[:more].rstrip()
    return f"[{''.join(parts)}{' ' if filling else ''}{filling}]"


class PseudoTranslations(NullTranslations):
    """Says every message in the pseudo-language."""

    def gettext(self, message: str) -> str:
        return accented(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return accented(super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 (gettext's own signature)
        return accented(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return accented(super().npgettext(context, msgid1, msgid2, n))
