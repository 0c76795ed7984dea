"""Looks at an edition's final bytes through every gate and says what a person should see; `edition` calls it."""

from collections.abc import Sequence
from itertools import islice

from newsletter.model import Finding
from newsletter.render.gates import GATES
from newsletter.render.gates.draft import Draft

_PER_GATE = 20  # a hundred pictures without alt are one thing to mend


def check(draft: Draft) -> tuple[Finding, ...]:
    """What the gates find, in the order of the table, at most twenty findings a gate."""
    if not draft.stories:
        return tuple(GATES["stories"](draft))  # whatever else an empty letter lacks follows from that
    return tuple(finding for gate in GATES.values() for finding in islice(gate(draft), _PER_GATE))


def verdict(findings: Sequence[Finding]) -> str:
    """In a word: "Ready", "Ready, 1 warning" or "2 errors, 1 warning"."""
    errors = sum(finding.level == "error" for finding in findings)
    warnings = len(findings) - errors
    counts = [_counted(count, noun) for count, noun in ((errors, "error"), (warnings, "warning")) if count]
    return ", ".join(counts if errors else ["Ready", *counts])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
