"""Letters that need nothing from elsewhere: pictures that were kept stand in them. For the proof and screenshots."""

from base64 import b64encode

from newsletter.render.pictures import placed
from newsletter.store.pictures import Pictures


def whole(html: str, pictures: Pictures) -> str:
    """The HTML with every picture that was kept put into it; the others stay addresses."""
    return placed(html, lambda url: _inlined(url, pictures))


def _inlined(url: str, pictures: Pictures) -> str | None:
    picture = pictures.find(url)
    return f"data:{picture.content_type};base64,{b64encode(picture.body).decode()}" if picture else None
