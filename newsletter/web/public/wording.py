"""The one page that readers see, in a handful of wordings, in English and Arabic."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newsletter.model import Language
from newsletter.settings import Settings
from newsletter.web.headers import STATIC, pages

PATIENCE = 5  # seconds for a free connection to the database; then the page asks to try again
ENGLISH, ARABIC = Language("en_GB"), Language("ar")
# The style stands in the page: behind a proxy that forwards only /c/, /u/ and /pictures/ there is no file to fetch.
STYLE = (STATIC / "readers.css").read_text("utf-8")
_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Per wording: its heading, what it says, and its button. {name} is the newsletter's.
_WORDS: dict[str, dict[str, tuple[str, str, str]]] = {
    "en": {
        "home": ("{name}", "The links of this newsletter lead through here. There is nothing else to see.", ""),
        "leave": ("Unsubscribe from {name}?", "Press the button, and no more letters will come to you.", "Unsubscribe"),
        "left": (
            "You are unsubscribed",
            "{name} will not write to you again. A letter that is already on its way may still arrive.",
            "",
        ),
        "lost": (
            "This link leads nowhere",
            "A part of it may have been lost in copying. Please try the link in the letter itself.",
            "",
        ),
        "away": ("One moment, please", "We cannot look that up just now. Please try again in a minute.", ""),
    },
    "ar": {
        "home": ("{name}", "تمر روابط هذه النشرة من هنا، ولا شيء غير ذلك في هذه الصفحة.", ""),
        "leave": ("هل تريد إلغاء الاشتراك في {name}؟", "اضغط الزر ولن تصلك رسائل أخرى.", "إلغاء الاشتراك"),
        "left": (
            "أُلغي اشتراكك",
            "لن تصلك رسائل أخرى من {name}. وقد تصلك رسالة كانت في طريقها إليك.",
            "",
        ),
        "lost": (
            "هذا الرابط لا يؤدي إلى أي صفحة",
            "ربما ضاع جزء منه عند نسخه. جرّب الرابط من الرسالة نفسها.",
            "",
        ),
        "away": ("لحظة من فضلك", "تعذّر علينا فتح هذا الرابط الآن. حاول مجددًا بعد دقيقة.", ""),
    },
}


def page(
    settings: Settings,
    language: Language,
    wording: str,
    *,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The page in this language, or in English where it has no words for it."""
    spoken = language if language.base in _WORDS else ENGLISH
    name = f"\u2068{settings.name.said_in(spoken)[0]}\u2069"  # isolated: an English name stays whole in Arabic
    heading, text, button = (said.format(name=name) for said in _WORDS[spoken.base][wording])
    html = (
        pages("newsletter.web.public")
        .get_template("page.html.j2")
        .render(language=spoken, name=name, heading=heading, text=text, button=button, style=STYLE)
    )
    return HTMLResponse(html, status, headers)


def spoken_by(request: Request) -> Language:
    """What the reader's browser asks for, where no pass tells: Arabic or English."""
    return ARABIC if request.headers.get("accept-language", "").lower().startswith("ar") else ENGLISH
