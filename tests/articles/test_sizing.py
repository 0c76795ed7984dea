"""Pictures made fit for letters: how large, of which kind, bare of what, and which never are shown."""

import pytest
from PIL import Image, ImageDraw, ImageFilter

from newsletter.articles import sizing
from newsletter.articles.sizing import MOVING, PIXELS, sized
from tests.painted import moving, noisy, opened, painted, profile_of, saved, with_metadata

RED, BLUE = (254, 0, 0), (0, 0, 254)


def chart() -> Image.Image:
    picture = Image.new("RGB", (2000, 1000), "white")
    pen = ImageDraw.Draw(picture)
    for step in range(20):
        pen.rectangle((step * 100, 1000 - step * 50, step * 100 + 60, 1000), fill=(10, 90, 12 * step))
    return picture


def photograph(width: int, height: int) -> Image.Image:
    """Soft shapes with fine grain, as a camera makes them."""
    soft = noisy(width // 40, height // 40).resize((width, height), Image.Resampling.BICUBIC)
    return Image.blend(soft, noisy(width, height).filter(ImageFilter.GaussianBlur(1)), 0.15)


def near(colour: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(a - b) < 12 for a, b in zip(colour, wanted, strict=True))


# ── how large, and of which kind ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "at_most", "shown"),
    [
        ((300, 150), 120, (120, 60)),
        ((120, 60), 120, (120, 60)),
        ((31, 20), 120, (31, 20)),
        ((80, 300), 40, (40, 150)),
        ((200, 2), 120, (120, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_as_wide_as_it_is_wanted_and_never_enlarged(
    kind: str, size: tuple[int, int], at_most: int, shown: tuple[int, int]
) -> None:
    made = sized(saved(noisy(*size), kind), at_most)
    assert (made.width, made.height) == opened(made.body).size == shown


def test_a_photograph_comes_under_300_kilobytes() -> None:
    body = saved(photograph(1800, 1200), "JPEG", quality=95)
    made = sized(body, 1200)
    assert made.content_type == "image/jpeg"
    assert len(made.body) < sizing.USUAL < len(body)


def test_grain_that_cannot_be_packed_is_shown_all_the_same() -> None:
    made = sized(saved(noisy(1000, 900), "JPEG"), 1200)
    assert made.content_type == "image/jpeg" and len(made.body) > sizing.USUAL


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_a_drawing_stays_sharp_as_a_png(kind: str) -> None:
    assert (
        sized(saved(chart(), kind, **({"lossless": True} if kind == "WEBP" else {})), 1200).content_type == "image/png"
    )


@pytest.mark.parametrize(
    "body",
    [
        saved(chart().quantize(16), "PNG", optimize=True),
        saved(noisy(600, 400), "JPEG", quality=20),
        saved(photograph(600, 400), "JPEG", quality=40, optimize=True),
        painted("PNG", 1, 1),
    ],
    ids=["few colours", "coarse", "small", "a pixel"],
)
def test_none_becomes_larger_than_it_came(body: bytes) -> None:
    assert len(sized(body, 1200).body) <= len(body)


def test_a_huge_picture_that_packs_well_is_not_left_huge() -> None:
    assert sized(saved(Image.new("1", (5000, 4000)), "PNG"), 1200).width == 1200


# ── what the pixels say ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("profile", ["", "sRGB"])
def test_transparency_is_kept_and_where_there_is_none_it_goes(profile: str) -> None:
    said = {"icc_profile": profile_of("sRGB")} if profile else {}
    clear = Image.new("RGBA", (40, 20), (*RED, 255))
    clear.putpixel((0, 0), (*RED, 0))
    made = opened(sized(saved(clear, "WEBP", lossless=True, **said), 1200).body)
    assert (made.mode, made.getpixel((0, 0))[3], made.getpixel((30, 10))) == ("RGBA", 0, (*RED, 255))  # type: ignore[index]
    assert opened(sized(painted("WEBP", 40, 20, (*RED, 255), "RGBA", lossless=True), 1200).body).mode == "RGB"


def test_a_transparent_colour_of_a_palette_stays_transparent() -> None:
    drawing = Image.new("P", (2000, 20), 1)
    drawing.putpalette([0, 0, 0, *RED, *BLUE])
    made = opened(sized(saved(drawing, "GIF", transparency=1), 1200).body).convert("RGBA")
    assert made.getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_as_the_camera_was_held(kind: str, orientation: int) -> None:
    upright = Image.new("RGB", (60, 40), RED)
    upright.paste(BLUE, (0, 0, 30, 20))  # the corner at the upper left
    held = upright if orientation == 1 else upright.transpose(INVERSE[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = opened(sized(saved(held, kind, exif=exif, **EXACT[kind]), 1200).body).convert("RGB")
    assert made.size == (60, 40)
    assert (
        near(made.getpixel((10, 8)), BLUE) and near(made.getpixel((50, 8)), RED) and near(made.getpixel((10, 32)), RED)
    )


INVERSE = {  # what turns an upright picture into one that was taken so
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
EXACT: dict[str, dict[str, object]] = {"JPEG": {"quality": 95, "subsampling": 0}, "PNG": {}, "WEBP": {"lossless": True}}


def test_the_width_of_a_picture_that_lay_on_its_side_is_its_upright_one() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = sized(saved(noisy(300, 200), "JPEG", exif=exif), 120)
    assert (made.width, made.height) == (120, 180)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (painted("JPEG", 40, 20, (0, 255, 255, 0), "CMYK", quality=95), RED),
        (painted("PNG", 40, 20, 1, "1"), (255, 255, 255)),
        (painted("PNG", 40, 20, 128, "L"), (128, 128, 128)),
        (painted("PNG", 40, 20, (128, 255), "LA"), (128, 128, 128)),
        (painted("PNG", 40, 20, 32_896, "I;16"), (128, 128, 128)),
    ],
    ids=["CMYK", "two colours", "grey", "grey with alpha", "16 bits"],
)
def test_every_mode_is_shown_in_its_colours(body: bytes, shown: tuple[int, int, int]) -> None:
    assert near(opened(sized(body, 1200).body).convert("RGB").getpixel((20, 10)), shown)


def test_colours_of_another_profile_become_those_of_the_web() -> None:
    ours = profile_of("sRGB")
    turned_round = ours.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")  # blue says red
    made = opened(sized(painted("PNG", 40, 20, RED, icc_profile=turned_round), 1200).body)
    assert near(made.convert("RGB").getpixel((20, 10)), BLUE)
    assert "icc_profile" not in made.info


@pytest.mark.parametrize("profile", [b"no profile", profile_of("LAB")])
def test_a_profile_that_cannot_be_or_does_not_fit_changes_nothing(profile: bytes) -> None:
    body = painted("PNG", 40, 20, (120, 60, 30), icc_profile=profile)
    assert opened(sized(body, 1200).body).convert("RGB").getpixel((20, 10)) == (120, 60, 30)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_broken_note_on_how_the_camera_was_held_does_no_harm() -> None:
    body = painted("JPEG", 40, 20, exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01")
    assert sized(body, 1200).width == 40


# ── nothing else comes along ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(30, 20), (1300, 8)], ids=["as large as it came", "made smaller"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_where_it_was_taken_and_whatever_else_is_written_into_it_goes(kind: str, size: tuple[int, int]) -> None:
    body = with_metadata(kind, size)
    assert b"SECRET" in body
    made = sized(body, 1200).body
    assert b"SECRET" not in made and b"Exif" not in made and b"ICC" not in made and b"iCCP" not in made


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_one_that_stays_as_it_came_is_bare_too(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    few = chart().quantize(4) if kind == "PNG" else photograph(600, 400)
    said = {"optimize": True} if kind == "PNG" else {"quality": 15, "optimize": True, "comment": b"SECRET"}
    made = sized(saved(few, kind, exif=exif, **said), 1200)
    assert (made.width, made.height) == few.size, "it stays as it came"
    assert b"SECRET" not in made.body


# ── what moves ─────────────────────────────────────────────────────────────────────────────────────


def test_a_gif_that_moves_stays_with_its_frames_and_without_its_notes() -> None:
    body = moving("GIF", comment=b"SECRET") + b"<script>"
    made = sized(body, 1200)
    assert (made.content_type, made.width, made.height, made.loss) == ("image/gif", 30, 20, "")
    assert b"SECRET" not in made.body and b"<script>" not in made.body
    before, after = opened(body), opened(made.body)
    assert after.info["loop"] == 0 and after.n_frames == 3  # type: ignore[attr-defined]
    for frame in range(3):
        before.seek(frame)
        after.seek(frame)
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (moving("GIF", (700, 600), frames=5), "moves and is over 1 MB"),
        (moving("WEBP"), "save it as a GIF"),
        (moving("PNG"), "save it as a GIF"),
    ],
    ids=["GIF", "WebP", "APNG"],
)
def test_what_moves_too_heavily_or_where_nobody_sees_it_shows_its_first_frame_and_says_so(
    body: bytes, why: str
) -> None:
    made = sized(body, 1200)
    assert made.content_type in ("image/png", "image/jpeg")
    assert not getattr(opened(made.body), "is_animated", False)
    assert why in made.loss and "first frame" in made.loss


def test_a_gif_that_stands_still_is_no_gif_any_more() -> None:
    made = sized(painted("GIF", 40, 20), 1200)
    assert (made.content_type, made.loss) == ("image/png", "")


def test_limits_are_what_the_readme_says() -> None:
    assert (MOVING, PIXELS, sizing.USUAL) == (1_000_000, 25_000_000, 300_000)
