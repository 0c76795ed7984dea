"""Whatever stands in whatever place of an API's answer: an article, or skipped with a reason, and never a crash."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.gathering.ghost import Ghost
from newsletter.articles.gathering.hubspot import HubSpot
from newsletter.articles.gathering.paging import Listing
from newsletter.articles.gathering.wordpress import WordPress
from tests.articles.fakes.walking import page_of
from tests.articles.gathering import test_ghost, test_hubspot, test_wordpress
from tests.articles.test_sources import REGIONS

TEXTS = st.text() | st.sampled_from(
    [
        "&#" + "9" * 5_000 + ";",
        "<p>{{cta('7d1c')}}",
        "javascript:alert(1)",
        "http://[",
        "\ud83d\x00",
        "2026-11-26T09:00:00Z",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rendered", "id", "name"]), inner),
    max_leaves=6,
)
# kind → a post as it should be, its answer around posts, and the keys that are left alone
KINDS: dict[str, tuple[Callable[..., Listing], dict[str, Any], Callable[[list[Any]], Any], set[str]]] = {
    "wordpress": (WordPress, test_wordpress.POST, lambda posts: posts, set()),
    "hubspot": (HubSpot, test_hubspot.POST, lambda posts: {"results": posts}, {"tagIds"}),  # which would be asked for
    "ghost": (Ghost, test_ghost.POST, lambda posts: {"posts": posts}, set()),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=60)
def test_a_post_of_anything_is_an_article_or_skipped(kind: str, data: st.DataObject) -> None:
    listing, post, around, left = KINDS[kind]
    more = data.draw(st.dictionaries(st.sampled_from(sorted(post.keys() - left)), VALUES, max_size=4))
    page = page_of(listing, around([post | more, post | more | {"id": "another"}]))
    assert len(page.articles) + len(page.skipped) == 2
    for raw in page.articles:
        article = to_article(raw, REGIONS)
        assert article.id.startswith("blog:")
        assert article.image is None or article.image.startswith("https://")
    assert all(reason and place.isprintable() for place, reason in page.skipped)
