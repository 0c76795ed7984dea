"""What a letter is read on, and which of its style rules are for that; `cascade` calls it."""

from typing import Literal, NamedTuple

from newsletter.render.css.syntax import Query, Rule


class Screen(NamedTuple):
    """A screen with the colours that its owner prefers, and how findings speak of it."""

    name: str
    scheme: Literal["light", "dark"]
    width: int  # pixels

    def shows(self, rule: Rule) -> bool:
        """Whether the rule is for this screen; what we cannot tell is for none."""
        return set(rule.at_rules) <= {"media"} and all(any(map(self._answers, row)) for row in rule.media)

    def _answers(self, query: Query) -> bool:
        return query.possible and all(self._has(feature, asked) for feature, asked in query.features)

    def _has(self, feature: str, asked: str | float) -> bool:
        if isinstance(asked, str):
            return asked == self.scheme
        return self.width >= asked if feature == "min-width" else self.width <= asked


SCREENS = (
    Screen("", "light", 800),
    Screen(" in dark mode", "dark", 800),
    Screen(" on a telephone", "light", 360),
)
