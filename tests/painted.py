"""Pictures painted by a test, and one kept as a pull would have kept it."""

from io import BytesIO
from typing import Any, Literal

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from newsletter.articles.sizing import sized
from newsletter.model import KeptPicture
from newsletter.store.pictures import Pictures, name_of

URL = "https://pictures.example/pier.png"


def painted(kind: str, width: int, height: int, colour: Any = (200, 60, 30), mode: str = "RGB", **said: Any) -> bytes:
    """A picture of one colour, saved as a kind with whatever else is to be said of it."""
    return saved(Image.new(mode, (width, height), colour), kind, **said)


def noisy(width: int, height: int) -> Image.Image:
    """A picture that no packing makes small: grain in three colours."""
    grain = [Image.effect_noise((width, height), 90) for _ in "RGB"]
    return Image.merge("RGB", grain)


def saved(picture: Image.Image, kind: str, **said: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **said)
    return file.getvalue()


def moving(kind: str, size: tuple[int, int] = (30, 20), frames: int = 3, **said: object) -> bytes:
    first, *others = [noisy(*size) for _ in range(frames)]
    return saved(first, kind, save_all=True, append_images=others, **({"duration": 100, "loop": 0} | said))


def profile_of(space: Literal["sRGB", "LAB"]) -> bytes:
    said: bytes = ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()
    return said


def with_metadata(kind: str, size: tuple[int, int]) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "SECRET description"
    exif.get_ifd(0x8825)[1] = "SECRET"  # GPS
    notes = PngInfo()
    notes.add_text("Comment", "SECRET")
    notes.add_itxt("XML:com.adobe.xmp", "SECRET")
    profile = profile_of("sRGB")
    said: dict[str, dict[str, object]] = {
        "PNG": {"exif": exif, "pnginfo": notes, "icc_profile": profile},
        "JPEG": {"exif": exif, "comment": b"SECRET", "xmp": b"SECRET", "icc_profile": profile, "quality": 20},
        "WEBP": {"exif": exif, "xmp": b"SECRET", "icc_profile": profile},
        "GIF": {"comment": b"SECRET"},
    }
    return saved(noisy(*size), kind, **said[kind])


def opened(body: bytes) -> Image.Image:
    picture = Image.open(BytesIO(body))
    picture.load()
    return picture


PNG = painted("PNG", 40, 20)


def kept_as(pictures: Pictures, url: str = URL, body: bytes = PNG, at_most: int = 1200) -> KeptPicture:
    """What a pull keeps of a picture."""
    made = sized(body, at_most)
    kept = KeptPicture(name_of(made.body), made.content_type, made.width, made.height)
    pictures.keep(url, kept, made.body, at_most)
    return kept
