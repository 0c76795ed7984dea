"""Pictures that would do harm: bombs, broken ones, and what only says that it is a picture."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from newsletter.articles.sizing import PIXELS, Unfit, sized
from tests.painted import moving, noisy, painted, saved, with_metadata


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG that only says how large it is."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said)) for name, said in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def scans(number: int) -> bytes:
    """A progressive JPEG that goes over all its pixels again and again."""
    body = painted("JPEG", 64, 64, progressive=True)
    start = body.rindex(b"\xff\xda")
    return body[:start] + body[start:-2] * number + body[-2:]


def with_a_huge_frame(gif: bytes) -> bytes:
    """A GIF whose last frame says that it is larger than the picture."""
    last = gif.rindex(b"\x00\x2c" + bytes(4)) + 6
    return gif[:last] + struct.pack("<2H", 65_535, 65_535) + gif[last + 4 :]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is no PNG, JPEG, GIF or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "is no PNG, JPEG, GIF or WebP"),
        (painted("BMP", 40, 20), "is no PNG, JPEG, GIF or WebP"),
        (painted("TIFF", 40, 20), "is no PNG, JPEG, GIF or WebP"),
        (png_of(60_000, 60_000), "has 60000 × 60000 pixels"),
        (png_of(5001, 5000), "over 25 million"),
        (png_of(2_000_000, 1), "in a row"),
        (b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02", "has 65535 × 65535 pixels"),
        (scans(200), "is made of over 100 scans"),
        (png_of(40, 20), "is damaged"),
        (saved(noisy(300, 200), "PNG")[:-9000], "is damaged"),
        (saved(noisy(300, 200), "JPEG")[:-9000], "is damaged"),
        (saved(noisy(300, 200), "WEBP")[:-9000], "is damaged"),
        (saved(noisy(300, 200), "GIF")[:-9000], "is damaged"),
        (moving("GIF")[:-1500], "is damaged"),
        (with_a_huge_frame(moving("GIF")), "a frame is larger than the picture"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_what_cannot_be_shown_says_why(body: bytes, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        sized(body, 1200)


def test_too_many_pixels_are_refused_before_any_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[object] = []
    monkeypatch.setattr(Image.Image, "load", decoded.append)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded.append)
    with pytest.raises(Unfit):
        sized(png_of(PIXELS // 1000 + 1, 1000), 1200)
    assert decoded == []


def test_a_bomb_of_text_is_never_unpacked_whole() -> None:
    body = painted("PNG", 40, 20)
    said = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    chunk = struct.pack(">I", len(said)) + b"zTXt" + said + struct.pack(">I", zlib.crc32(b"zTXt" + said))
    with pytest.raises(Unfit, match="is damaged"):
        sized(body[:33] + chunk + body[33:], 1200)


WHOLE = [saved(noisy(24, 16), kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")] + [
    moving("GIF", (12, 8)),
    moving("WEBP", (12, 8)),
    with_metadata("JPEG", (24, 16)),
    with_metadata("PNG", (24, 16)),
]


@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8),
    st.integers(0, 5000),
)
def test_whatever_is_broken_in_a_picture_it_is_shown_or_refused(
    body: bytes, broken: list[tuple[int, int]], until: int
) -> None:
    hurt = bytearray(body)
    for place, byte in broken:
        hurt[place % len(hurt)] = byte
    try:
        made = sized(bytes(hurt[:until]) if until % 3 == 0 else bytes(hurt), 20)
    except Unfit:
        return
    with Image.open(BytesIO(made.body)) as shown:
        shown.load()
        assert shown.size == (made.width, made.height)
        assert f"image/{(shown.format or '').lower()}" == made.content_type
