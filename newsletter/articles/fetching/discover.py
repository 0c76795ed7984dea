"""From the address a marketer knows, a website's, to the feed that we can read. Called by `newsletter init`."""

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from newsletter.articles.fetching.fetch import Fetcher
from newsletter.errors import SourceError

_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")


def feed_of(address: str, allow_hosts: tuple[str, ...] = ()) -> tuple[str, str]:
    """The feed's address and a sentence on how it was found; an address that does not answer is taken at its word.

    Raises SourceError for a page that names no feed.
    """
    url = address if "://" in address else f"https://{address}"
    try:
        answer = Fetcher("website", None, allow_hosts).get(url)
    except SourceError as error:
        return url, f"{error}. {url} is taken as the feed for now; newsletter pull tries again."
    if "html" not in answer.content_type:
        return answer.url, f"{answer.url} is a feed."
    for link in LexborHTMLParser(answer.body).css("link[rel~=alternate][href]"):
        if link.attributes.get("type") in _FEEDS:
            feed = urljoin(answer.url, link.attributes["href"] or "")
            return feed, f"{url} names its feed: {feed}"
    raise SourceError(f"{url} names no feed; give the address of the feed itself")
