"""What every table of the settings is: frozen, strict, and able to hold a text with its translations."""

import re
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

T = TypeVar("T")

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_SLUG = re.compile(r"[a-z][a-z0-9-]*")


def _language(code: str) -> str:
    if not LANGUAGE.fullmatch(code):
        raise ValueError("not a language code; write it like en_GB or ar_AE")
    return code


def _slug(name: str) -> str:
    if not _SLUG.fullmatch(name):
        raise ValueError("not a slug; use small letters, digits and hyphens, a letter first")
    return name


LanguageCode = Annotated[str, AfterValidator(_language)]
Slug = Annotated[str, AfterValidator(_slug)]


class Translated(BaseModel, Generic[T]):
    """A text with the siblings that translate it: `label`, `label_ar`, `label_ar_AE`."""

    plain: T
    translations: dict[str, T] = {}


class Table(BaseModel):
    """A table of the settings: unknown keys are errors, and a text gathers its siblings."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    texts: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _gather_siblings(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        gathered = dict(raw)
        for text in (name for name in cls.texts if name in gathered):
            siblings = {key: key.removeprefix(f"{text}_") for key in raw if key.startswith(f"{text}_")}
            siblings = {key: code for key, code in siblings.items() if LANGUAGE.fullmatch(code)}
            translations = {code: gathered.pop(key) for key, code in siblings.items()}
            gathered[text] = {"plain": gathered[text], "translations": translations}
        return gathered
