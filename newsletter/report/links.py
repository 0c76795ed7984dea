"""What is to be said of an edition's links, once it is known where they lead. Pure; for `check` and `approve`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

from newsletter.ctas.urls import asked_at
from newsletter.ctas.verdicts import Verdict
from newsletter.model import Edition, Finding, Link
from newsletter.report.leads import story_of

_LONGEST = 300  # characters of an address that are shown
_APART = ("broken", "unverified")  # what is said of each link by itself


def findings(edition: Edition, region: str, verdicts: Mapping[str, Verdict]) -> tuple[Finding, ...]:
    """A broken CTA is an error, a broken link and what could not be verified a warning; `region` is its name.

    `verdicts` are by target. Examples are told on request only: before a real send they are an obstacle of their own.
    """
    known = [(link, verdicts[link.target]) for link in edition.links if link.target in verdicts]
    apart = (_finding(link, verdict, edition, region) for link, verdict in known if verdict.state in _APART)
    return (*dict.fromkeys(apart), *_together(known))


def _finding(link: Link, verdict: Verdict, edition: Edition, region: str) -> Finding:
    broken = verdict.state == "broken"
    what = f"the CTA {link.cta} in {region}, “{link.label:.60}”" if link.cta else f"“{link.label:.60}”"
    story = story_of(link, edition)
    where = f" in “{story:.60}”" if story else ""
    comma = "," if link.cta else ""  # ends what begins after the region
    address = asked_at(link.target)[:_LONGEST]
    leads = f"leads to {address}" if broken else f"leads to {address}, which could not be verified"
    place = "its url in settings.toml or ctas.csv" if link.cta else "the address in the article"
    remedy = f"correct {place}" if broken else f"open it yourself; correct {place} if it is wrong"
    level: Literal["error", "warning"] = "error" if broken and link.cta else "warning"
    return Finding("links", level, "html", 0, 0, f"{what}{where}{comma} {leads}: {verdict.said}", remedy)


def _together(known: Sequence[tuple[Link, Verdict]]) -> Iterator[Finding]:
    """What many links have in common, said once."""
    hosts = {urlsplit(link.target).hostname for link, verdict in known if verdict.state == "example"}
    if hosts:
        message = f"links lead to {', '.join(sorted(filter(None, hosts)))}: only an example, which nobody asks"
        remedy = "correct them in the article or the CTA before it is sent"
        yield Finding("links", "kept", "html", 0, 0, message, remedy)
    late = [asked_at(link.target) for link, verdict in known if verdict.state == "unseen"]
    if late:
        message = f"there was no time to look at {len(late)} of its links, such as {late[0][:_LONGEST]}"
        remedy = "run newsletter check again, which remembers what was answered"
        yield Finding("links", "warning", "html", 0, 0, message, remedy)
