"""The gate on client support: what an edition uses although one of its readers' mail clients lacks it."""

from collections.abc import Iterator

from newsletter.model import Finding
from newsletter.render.clients import graceful, lacking, support
from newsletter.render.clients.features import used
from newsletter.render.gates.draft import Draft


def clients(draft: Draft) -> Iterator[Finding]:
    """Each such feature once, unless it is known to do no harm where it is lacking."""
    lacked, known = lacking(draft.checks.clients), support()
    for feature, offset in used(draft.html, (node.token for node in draft.nodes)).items():
        if feature in lacked and feature not in graceful() and feature not in draft.checks.allow:
            message = f"{known.titles[feature]} means nothing to {lacked[feature]} (caniemail, {known.date})"
            remedy = f'do without it, or say why it does no harm: [checks] allow = {{ {feature} = "…" }}'
            yield draft.find("clients", "html", offset, message, remedy, level="warning")
