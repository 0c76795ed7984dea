"""What of an article is compared comes back from its bytes as it was."""

from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.recognising.likeness import Likeness
from newsletter.model import Article, Language, Prose


@given(st.text(max_size=40), st.lists(st.text(max_size=80), max_size=5))
def test_it_is_packed_and_unpacked_without_loss(title: str, texts: list[str]) -> None:
    pieces = tuple(Prose(f"<p>{text}</p>".replace("<p><", "<p>"), 1) for text in texts)
    likeness = Likeness.of(Article("a:1", "a", "1", title, pieces, Language("en_GB"), None))
    again = Likeness.unpacked(*likeness.packed())
    assert (again.title, again.prints, dict(again.words)) == (likeness.title, likeness.prints, dict(likeness.words))


def test_its_bytes_are_the_same_on_every_machine() -> None:
    pieces = (Prose("<p>One two three four knots</p>", 1),)
    packed = Likeness.of(Article("a:1", "a", "1", "Knots", pieces, Language("en_GB"), None)).packed()
    assert packed == ("knots", bytes.fromhex("44144a18 b3a33260"), bytes.fromhex("1821ed32 7d66c190 f5d8c546 04 01 01"))
