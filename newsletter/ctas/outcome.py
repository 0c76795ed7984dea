"""What becomes of an article's CTA in an issue, by the registry and the campaign's rule; pure, asked by `ctas.resolve`.

resolved ─▶ a button        missing ─block─▶ an error        ─drop─▶ nothing        ─fallback─▶ the campaign's own
"""

from dataclasses import dataclass
from datetime import date

from newsletter.ctas.registry import Missing, Registry, Resolved, name_of
from newsletter.model import CtaRule, CtaToken


@dataclass(frozen=True, slots=True)
class Dropped:
    """A CTA that the campaign goes without, and why."""

    reason: str


def outcome(
    token: CtaToken, registry: Registry, lineage: tuple[str, ...], on: date, rule: CtaRule
) -> Resolved | Missing | Dropped:
    """The CTA's target in a region on an issue's local date, or what the campaign has in its place."""
    found = registry.resolve(token.id, lineage, on, token.label)
    if isinstance(found, Resolved):
        return _told(found, registry, "takes its place") if found.instead else found
    if rule.unresolved == "drop":
        return Dropped(f"{found.reason}; the campaign goes without what does not resolve")
    if rule.unresolved == "fallback" and rule.fallback:
        return _stand_in(found, registry.resolve(rule.fallback, lineage, on), registry, rule.fallback)
    return found


def _stand_in(found: Missing, other: Resolved | Missing, registry: Registry, fallback: str) -> Resolved | Missing:
    if isinstance(other, Missing):
        return Missing(f"{found.reason}; nor has the campaign's fallback {fallback}: {other.reason}", other.remedy)
    reasons = "; ".join(filter(None, (found.reason, other.instead)))
    return _told(Resolved(other.target, other.cta, reasons), registry, "takes its place by the campaign's rule")


def _told(found: Resolved, registry: Registry, how: str) -> Resolved:
    other = registry.find(found.cta)
    named = name_of(other) if other else found.cta
    return Resolved(found.target, found.cta, f"{found.instead}; {named} {how}")
