"""What a project asks of its editions' checks beyond what every letter must keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Checks:
    """The mail clients that an edition is held against, and what it may use although one of them lacks it."""

    clients: tuple[str, ...] = ("apple-mail", "gmail", "outlook", "samsung-email", "yahoo")
    allow: Mapping[str, str] = field(default_factory=dict)  # a feature's name → why it is no harm
