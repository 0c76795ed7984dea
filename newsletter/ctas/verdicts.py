"""What is known of where a link leads, and which addresses nobody needs to ask; pure.

`articles.fetching.link_check` finds it out, `store.verdicts` remembers it, `report.links` says it.
"""

from dataclasses import dataclass
from typing import Literal

# RFC 2606 and RFC 6761 keep these for examples and for one's own machine; example.co.uk is what the samples write.
_EXAMPLES = (
    "example.com",
    "example.org",
    "example.net",
    "example.co.uk",
    "example",
    "invalid",
    "test",
    "localhost",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an address answered, in a word and in words.

    fine        it answered with a page
    broken      there is nothing there, by its server's word or the name system's
    unverified  it may well be there, but did not say so to us
    example     a name that is kept for examples, which nobody asks
    unseen      there was no time to ask
    """

    state: Literal["fine", "broken", "unverified", "example", "unseen"]
    said: str = ""  # "it answers 404 (Not Found)"


def is_example(host: str) -> bool:
    """Whether a host, or what it is part of, is kept for examples or for one's own machine."""
    name = host.lower().rstrip(".")
    return any(name == one or name.endswith(f".{one}") for one in _EXAMPLES)
