"""A small letter of its own for this room: one template, one region, and a way to render any stories with them."""

from collections.abc import Callable
from datetime import date, timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest

from newsletter.model import (
    ArticleRule,
    Button,
    Campaign,
    Choice,
    Edition,
    Issue,
    Language,
    Linked,
    Prose,
    Region,
    Story,
    Text,
)
from newsletter.render.edition import Frame, render
from newsletter.render.gates.draft import Draft
from newsletter.render.templates import Templates

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
TEMPLATES = Path(__file__).parent / "templates"

REGION = Region(
    slug="middle-east",
    name=Text("Middle East", {"ar": "الشرق الأوسط"}),
    aliases=("Middle East",),
    territory="AE",
    timezone="Asia/Dubai",
    languages=(ENGLISH, ARABIC),
    spelling="british",
    sender="The Harbour Letter <letter@example.com>",
    reply_to=None,
    testers=(),
    legal=(Text("Harbour Ltd. Registered in England.", {"ar": "شركة هاربور المحدودة"}),),
    relay=None,
)
CAMPAIGN = Campaign(
    slug="weekly",
    template="letter",
    regions=("middle-east",),
    subject={"middle-east": Text("{lead}")},
    preheader={"middle-east": Text("{second}")},
    articles=ArticleRule(),
    audience_tags=("harbour",),
    approvals=1,
    schedule={},
    grace=timedelta(hours=2),
)
FRAME = Frame(
    issue=Issue("weekly", "middle-east", date(2026, 11, 24)),
    campaign=CAMPAIGN,
    region=REGION,
    language=ENGLISH,
    newsletter="The Harbour Letter",
    unsubscribe="https://news.example.com/u/PASS",
    pass_mark="PASS",
)
BUTTON = Button("Book a visit", "https://news.example.com/c/PASS", "visit", "center", "primary", ENGLISH)
STORY = Story(
    id="journal:tides",
    place="tides.md",
    title="Reading the Tides",
    pieces=(Prose('<p>The sea <a href="https://example.com/sea">comes back</a>.</p>', 3), BUTTON),
    teaser="How the harbour reads its tables.",
    language=ENGLISH,
    full=True,
    read_more=None,
    image="https://example.com/tides.png",
    image_alt="A tide table",
    published=None,
)


@pytest.fixture
def frame() -> Frame:
    return FRAME


@pytest.fixture
def story() -> Story:
    return STORY


@pytest.fixture
def templates() -> Templates:
    return Templates.load([TEMPLATES], {"en_GB": NullTranslations(), "ar_AE": NullTranslations()})


@pytest.fixture
def rendered(templates: Templates) -> Callable[..., Edition]:
    """Renders stories in the small letter: `rendered(STORY, frame=…)`."""

    def _rendered(*stories: Story, frame: Frame = FRAME) -> Edition:
        return render(Linked(stories, (), (), ()), Choice((), (), {}), frame, templates)

    return _rendered


@pytest.fixture
def draft() -> Callable[..., Draft]:
    """A draft that no gate minds, but for what is given: `draft(html=…)`."""

    def _draft(*, body: str = "", language: Language = ENGLISH, **parts: Any) -> Draft:
        lang = f'lang="{language.tag}" dir="{language.direction}"'
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>T</title>'
        page = f"<html {lang}><head>{head}</head><body {lang}><div {lang}><h1>Tides</h1>{body}</div></body></html>"
        sound = {
            "subject": "Tides",
            "preheader": "And sands",
            "html": page,
            "text": "Words.\n",
            "region": REGION,
            "date": FRAME.issue.date,
        }
        return Draft(**{**sound, "language": language, "stories": (STORY,), **parts})

    return _draft
