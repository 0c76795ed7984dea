"""Which article somebody means who names it by its id, file, title or page. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from newsletter.articles.choosing.curation import Group
from newsletter.articles.recognising.clusters import Named, forms_of, names_of, roots
from newsletter.errors import UsageError

_NEAREST = 3
_COMPARED = 80  # characters of a name: a title may be of any length, and likeness is slow to tell


class Register:
    """All articles there are, by whatever they may be called."""

    def __init__(self, known: Sequence[Named]) -> None:
        self._known = {article.id: article for article in known}
        self._roots = roots(known)
        self._called = defaultdict[str, dict[str, None]](dict)  # ids, in order, each once
        for article in known:
            for name in names_of(article):
                self._called[name][article.id] = None
        self._groups = defaultdict[str, list[str]](list)
        for article in known:
            self._groups[self._roots[article.id]].append(article.id)

    def group_of(self, name: str) -> Group:
        """The article that is called so, with its translations and copies; raises UsageError for none, or several."""
        found = {self._roots[one]: one for one in reversed(self._ids(name))}
        if len(found) > 1:
            raise UsageError(f"{name!r} may be {' or '.join(sorted(found.values()))}; name one by its id")
        ((root, one),) = found.items()
        first = root if root in self._known else one
        return (first, *(other for other in self._groups[root] if other != first))

    def article(self, name: str) -> Named:
        """The one article that is called so; raises UsageError for none, or several."""
        found = self._ids(name)
        if len(found) > 1:
            raise UsageError(f"{name!r} may be {' or '.join(sorted(found))}; name one by its id")
        return self._known[found[0]]

    @property
    def roots(self) -> Mapping[str, str]:
        """The piece of each article by id: two with the same are one article, in another language or source."""
        return self._roots

    def _ids(self, name: str) -> list[str]:
        if name in self._known:
            return [name]
        found = next((self._called[form] for form in forms_of(name) if form in self._called), None)
        if not found:
            raise UsageError(f"no article is called {name!r}; {self._nearest(name)}newsletter pull fetches what is new")
        return list(found)

    def _nearest(self, name: str) -> str:
        known = reversed(self._known.values())  # of two that are called alike, the first is told
        said = {text[:_COMPARED].casefold(): one for one in known for text in (one.title, one.id)}
        close = get_close_matches(name[:_COMPARED].casefold(), said, _NEAREST)
        shown = (f"{said[text].id} (“{said[text].title}”)" for text in close)
        return f"did you mean {' or '.join(shown)}? " if close else ""
