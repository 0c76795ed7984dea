"""Sentences that wait for a page to be loaded again, by what became of a form.

An address can only name a sentence by its random key, so nobody can make the studio say something by a link.
"""

import secrets
from collections import OrderedDict
from typing import Generic, TypeVar

Said = TypeVar("Said")

_KEPT_AT_MOST = 50


class Notices(Generic[Said]):
    """The latest sentences by their keys."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Said] = OrderedDict()

    def keep(self, said: Said) -> str:
        """The key under which the sentence can be found."""
        key = secrets.token_urlsafe(12)
        self._kept[key] = said
        if len(self._kept) > _KEPT_AT_MOST:
            self._kept.popitem(last=False)
        return key

    def find(self, key: str) -> Said | None:
        return self._kept.get(key)
