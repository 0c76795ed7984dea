"""Addresses of pictures exchanged in a letter, and nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.render.pictures import placed

FAR = "https://example.com/a.png"


def near(url: str) -> str | None:
    return f"/pictures/{url.rpartition('/')[2]}" if url.startswith("https://") else None


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (f'<p><img alt="a" src="{FAR}" width="9"></p>', '<p><img alt="a" src="/pictures/a.png" width="9"></p>'),
        (f"<img src='{FAR}'>", '<img src="/pictures/a.png">'),
        (f"<img src={FAR}>", '<img src="/pictures/a.png">'),
        (f'<IMG SRC="{FAR}"/>', '<IMG SRC="/pictures/a.png"/>'),
        ('<img src="https://example.com/a.png?x=1&amp;y=2">', '<img src="/pictures/a.png?x=1&amp;y=2">'),
        (f'<img src="{FAR}" src="https://example.com/b.png">', '<img src="/pictures/a.png" src="https://example.com/b.png">'),
        (f'<img src="{FAR}"><img src="{FAR}">', '<img src="/pictures/a.png"><img src="/pictures/a.png">'),
    ],
)  # fmt: skip
def test_a_pictures_address_is_exchanged_however_it_is_written(html: str, shown: str) -> None:
    assert placed(html, near) == shown


@pytest.mark.parametrize(
    "html",
    [
        '<img src="cid:1"><img alt="no src"><img src>',
        f'<a href="{FAR}">{FAR}</a> <p title=\'<img src="{FAR}">\'>a</p>',
        f'<!-- <img src="{FAR}"> --><style>/* <img src="{FAR}"> */</style>',
        f'<video src="{FAR}"></video><p data-src="{FAR}">&lt;img src="{FAR}"&gt;</p>',
    ],
)
def test_all_else_stands_as_it_stood(html: str) -> None:
    assert placed(html, near) == html


def test_no_address_can_end_its_attribute() -> None:
    assert placed(f"<img src={FAR}>", lambda _: '" onerror="x') == '<img src="&quot; onerror=&quot;x">'


@given(st.text(alphabet="<>img src='\"=/&;a!-", max_size=80))
def test_where_nothing_is_exchanged_every_byte_stays_whatever_it_is(html: str) -> None:
    assert placed(html, lambda _: None) == html
