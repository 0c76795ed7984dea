"""No edition shows a CTA form, whatever its articles are made of; and a gate looks once more, at the final bytes."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.gathering.raw import Form, RawArticle
from newsletter.init import Answers, create
from newsletter.model import Curation, Edition, Issue, Language, Override
from newsletter.pipeline import Kit, compose, open_kit
from newsletter.settings import load
from tests.ctas.every_form import REFUSED, REFUSED_RENDERED, UNDERSTOOD
from tests.ctas.test_every_form import FRAGMENTS

ENGLISH = Language("en_GB")
_RAW = re.compile(r"\{\{|\{%|\[hubspot\s+\w+\s*=|hs-cta|⟦\s*cta\s*:", re.IGNORECASE)
_FORMS = [form for form, *_ in (*UNDERSTOOD, *REFUSED)] + list(REFUSED_RENDERED.values())


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    folder = tmp_path_factory.mktemp("editions") / "project"
    create(folder, Answers(), None, date(2026, 11, 19))
    return open_kit(load(folder, {}))


def edition(kit: Kit, source: str, form: Form) -> Edition:
    raw = RawArticle("journal", "tides", "tides.md", source, form, ENGLISH, title=source[:40], teaser=source[-40:])
    article = to_article(raw, [*kit.settings.regions.values()])
    return compose(Issue("weekly", "uk", date(2026, 11, 26)), ENGLISH, [article], kit)


@tried(deadline=None, max_examples=25)
@given(
    st.lists(st.sampled_from(_FORMS) | FRAGMENTS | st.text(max_size=2), min_size=1, max_size=20).map("".join),
    st.sampled_from(["html", "markdown", "text"]),
)
def test_no_edition_shows_a_form_whatever_its_article_is_made_of(kit: Kit, source: str, form: Form) -> None:
    made = edition(kit, f"The tide turns.\n\n{source}", form)
    assert {part: found[0] for part, text in made.parts if (found := _RAW.search(text))} == {}


def test_every_form_at_once_leaves_nothing(kit: Kit) -> None:
    made = edition(kit, "\n\n".join(["The tide turns.", *_FORMS]), "html")
    assert {part: found[0] for part, text in made.parts if (found := _RAW.search(text))} == {}
    assert made.blocked


@pytest.mark.parametrize("field", ["title", "teaser", "image_alt"])
@pytest.mark.parametrize(
    "form", ["{{ cta('1234567') }}", "{% cta guid='1234567' %}", "[hubspot type=cta id=1234567]", "hs-cta-1"]
)
def test_a_form_in_an_editors_own_words_blocks_the_edition(kit: Kit, field: str, form: str) -> None:
    raw = RawArticle("journal", "tides", "tides.md", "The tide turns.", "text", ENGLISH, title="Tides", show="teaser")
    article = replace(to_article(raw, []), image="https://example.com/boat.png", image_alt="A boat")
    given: dict[str, Any] = {field: f"Read {form} on"}
    hand = Curation(overrides={article.id: Override(**given)})
    made = compose(Issue("weekly", "uk", date(2026, 11, 26)), ENGLISH, [article], kit, hand)
    assert made.blocked and "leftovers" in {one.gate for one in made.findings if one.level == "error"}
