"""Languages, the direction they run in, and texts of the settings with their translations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["ltr", "rtl"]
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language code such as `en_GB` or `ar_AE` (CLDR form), and what follows from it."""

    code: str

    @property
    def base(self) -> str:
        return self.code.partition("_")[0]

    @property
    def tag(self) -> str:
        """The code as HTML's `lang` and mail headers want it (BCP 47)."""
        return self.code.replace("_", "-")

    @property
    def direction(self) -> Direction:
        return "rtl" if self.base in _RIGHT_TO_LEFT else "ltr"

    @property
    def is_english(self) -> bool:
        return self.base == "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the settings with its translations (`label`, `label_ar`, `label_ar_AE`)."""

    plain: str
    translations: Mapping[str, str] = field(default_factory=dict)  # language code → text

    def said_in(self, language: Language) -> tuple[str, Language]:
        """The text and the language it is really in: exact, then base, then the plain one (English)."""
        for code in (language.code, language.base):
            if code in self.translations:
                return self.translations[code], language
        return self.plain, language if language.is_english else Language("en_GB")
