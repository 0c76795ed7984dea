"""A picture of the web made fit for letters: turned upright, in sRGB, no wider than is shown, and bare of all metadata.

    bytes ──limits──▶ decoded ──upright, smaller, sRGB──▶ PNG where it is transparent or smaller so, else JPEG

Pure; `pictures` calls it in its threads. What comes in is hostile: nothing is decoded before its kind, its pixels and
its scans are known, and whatever a decoder says of it becomes `Unfit`. WebP goes, since Outlook shows none.
"""

import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Literal

from PIL import Image, ImageCms, JpegImagePlugin, UnidentifiedImageError

from newsletter.articles.moving import frames_only

PIXELS = 25_000_000  # more are not decoded: a camera's 24 million take up to 300 MB of memory on the way
MOVING = 1_000_000  # bytes up to which a GIF that moves stays as it is
USUAL = 300_000  # bytes under which a photograph is brought, where quality allows
SIDE = 30_000  # pixels; JPEG has room for 65,535
_SCANS = 100  # of a JPEG; progressive ones have about ten, and each is a walk over all pixels
_QUALITIES = (82, 74, 66)  # under 66 faces and skies break up into squares
_KINDS = ("PNG", "JPEG", "GIF", "WEBP")
_KEPT = ("PNG", "JPEG")  # which may stay as they came, in these modes
_SHOWN = ("1", "L", "LA", "P", "RGB", "RGBA")
_UPRIGHT = {  # EXIF 2.3, 4.6.4 A: how a camera was held → what puts its picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (  # those that make a width of a height
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
)
_ORIENTATION = 0x0112

# Our own limit is lower, and Pillow's would warn on standard error between its first and its second.
Image.MAX_IMAGE_PIXELS = None
# What it finds odd in EXIF that nobody is shown is no word for whoever pulls.
warnings.filterwarnings("ignore", module=r"PIL\.")


class Unfit(Exception):
    """The picture cannot be shown; what is wrong with it, and the remedy."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A picture as letters show it."""

    content_type: Literal["image/png", "image/jpeg", "image/gif"]
    body: bytes
    width: int
    height: int
    loss: str = ""  # what its readers miss, and the remedy


def sized(body: bytes, at_most: int) -> Sized:
    """The picture, `at_most` so many pixels wide and never enlarged; raises Unfit."""
    try:
        with Image.open(BytesIO(body), formats=_KINDS) as picture:
            _check(picture, body)
            return _moving(picture, body) or _still(picture, body, at_most)
    except Unfit:
        raise
    except UnidentifiedImageError as error:
        raise Unfit("is no PNG, JPEG, GIF or WebP; save the picture as one of these") from error
    except Exception as error:  # each reader of Pillow has errors of its own for each kind of damage
        raise Unfit(f"is damaged ({str(error)[:100] or type(error).__name__}); save the picture anew") from error


def _check(picture: Image.Image, body: bytes) -> None:
    width, height = picture.size
    if width * height > PIXELS or max(width, height) > SIDE:
        most = f"over {PIXELS // 1_000_000} million, or over {SIDE:,} in a row"
        raise Unfit(f"has {width} × {height} pixels, {most}; make it smaller")
    # Inside a scan FF is never followed by DA (T.81, B.1.1.5), so this counts at least all scans.
    if isinstance(picture, JpegImagePlugin.JpegImageFile) and body.count(b"\xff\xda") > _SCANS:
        raise Unfit(f"is made of over {_SCANS} scans; save the picture anew")


def _moving(picture: Image.Image, body: bytes) -> Sized | None:
    """A GIF that moves, as it is; None for what stands still, and for what has to."""
    if picture.format != "GIF" or len(body) > MOVING or (frames := frames_only(body)) is None:
        return None
    picture.load()  # the first frame at least can be shown
    return Sized("image/gif", frames, *picture.size)


def _still(picture: Image.Image, body: bytes, at_most: int) -> Sized:
    loss = _loss(picture, body)
    turn, profile = _UPRIGHT.get(_orientation(picture)), picture.info.get("icc_profile")
    photograph = isinstance(picture, JpegImagePlugin.JpegImageFile)
    may_stay = picture.format in _KEPT and picture.mode in _SHOWN and picture.width <= 2 * at_most
    small = _opaque(_in_srgb(_narrowed(picture, at_most, lying=turn in _LYING), profile))
    small = small if turn is None else small.transpose(turn)
    best = min(_encoded(small, photograph=photograph), key=_weight)
    if may_stay and turn is None and not profile and len(best.body) > len(body):
        best = min(best, _as_it_came(body), key=_weight)
    return replace(best, loss=loss)


def _weight(one: Sized) -> int:
    return len(one.body)


def _loss(picture: Image.Image, body: bytes) -> str:
    """What is lost of a picture that moves."""
    if picture.format not in ("GIF", "PNG", "WEBP") or not getattr(picture, "is_animated", False):
        return ""
    if picture.format == "GIF":
        why = f"moves and is over {MOVING / 1_000_000:g} MB ({len(body) / 1_000_000:.1f} MB)"
        return f"{why}, so its first frame stands in its place; make it smaller"
    return "moves, which mail programs show of GIFs alone; its first frame stands in its place, else save it as a GIF"


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 (a broken note on how the camera was held makes no broken picture)
        return 1


def _narrowed(picture: Image.Image, at_most: int, *, lying: bool) -> Image.Image:
    """The pixels, no more of them than are wanted once it is turned upright."""
    plain = _plain(picture)
    plain.thumbnail((plain.width, at_most) if lying else (at_most, plain.height), Image.Resampling.LANCZOS)
    return plain


def _plain(picture: Image.Image) -> Image.Image:
    """The picture in a mode whose pixels can be mixed; a JPEG, whose can, is not decoded yet."""
    if picture.mode in ("L", "RGB", "CMYK") and not picture.has_transparency_data:
        return picture
    if picture.mode.startswith("I"):  # 16 bits of grey, of which `convert` would cut off all above the lowest 8
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture as a screen without colour management shows it right; by its profile where that can be read."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    turned: Image.Image | None = None
    if profile:
        with suppress(
            ImageCms.PyCMSError, OSError, ValueError, TypeError
        ):  # it is broken, or of another kind of colours
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    return turned or picture.convert(mode)


def _opaque(picture: Image.Image) -> Image.Image:
    """Without an alpha that hides nothing."""
    if picture.mode == "RGBA" and picture.getchannel("A").histogram()[255] == picture.width * picture.height:
        return picture.convert("RGB")
    return picture


def _encoded(picture: Image.Image, *, photograph: bool) -> Iterator[Sized]:
    """The picture in each form that may be the smallest; lines and areas of a drawing are best as a PNG."""
    if picture.mode == "RGBA" or not photograph:
        yield _saved(picture, "PNG", optimize=True)
    if picture.mode != "RGBA":
        yield _as_jpeg(picture)


def _as_jpeg(picture: Image.Image) -> Sized:
    """At the best quality that is not too large, else at the lowest."""
    for quality in _QUALITIES:
        made = _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(made.body) < USUAL:
            break
    return made


def _as_it_came(body: bytes) -> Sized:
    """All of its pixels in its own mode and at its own quality, for what becomes larger otherwise."""
    with Image.open(BytesIO(body), formats=_KINDS) as picture:
        if picture.format == "JPEG":
            return _saved(picture, "JPEG", quality="keep", optimize=True)
        return _saved(picture, "PNG", optimize=True)


def _saved(picture: Image.Image, kind: Literal["PNG", "JPEG"], **options: Any) -> Sized:
    """Saved, without a word of what Pillow would carry over: comments, EXIF, XMP, profiles."""
    picture.load()
    picture.info = {name: said for name, said in picture.info.items() if name == "transparency"}
    file = BytesIO()
    picture.save(file, kind, **options)
    return Sized("image/png" if kind == "PNG" else "image/jpeg", file.getvalue(), *picture.size)
