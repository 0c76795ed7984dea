"""What may, must and must not be said in a region: found in every part, told by article or place, with the remedy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from newsletter.model import Banned, Claim, Finding, Greeting, Language, Permit, Prose, Required, Rules, Spot, Text
from newsletter.render.gates import rules
from newsletter.render.gates.draft import Draft

Make = Callable[..., Draft]
DAY = date(2026, 11, 24)
ARABIC = Language("ar_AE")


def spot(key: str = "regions.middle-east.rules", line: int = 7) -> Spot:
    return Spot(key, "settings.toml", line)


def ban(*phrases: str, remedy: str = "", allow: tuple[str, ...] = ()) -> Rules:
    return Rules(banned=tuple(Banned(phrase, remedy, spot()) for phrase in phrases), allow=allow)


def claim(**said: Any) -> Claim:
    known = {"phrase": Text("sound sleep", {"ar": "نوم هانئ"}), "reference": "Trial 7", "expires": None}
    return Claim(**{**known, "regions": ("middle-east",), "spot": spot("claims", 31), **said})


@pytest.fixture
def found(draft: Make) -> Callable[..., list[Finding]]:
    """The findings of a letter under rules: `found(ban("best"), body="…")`."""

    def _found(held: Rules, **parts: Any) -> list[Finding]:
        made = draft(**parts)
        return [*rules.rules(replace(made, region=replace(made.region, rules=held)))]

    return _found


Found = Callable[..., list[Finding]]

# ── banned ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        ({"body": "<p>the <i>best</i> tide</p>"}, "html"),
        ({"body": '<img alt="the best tide" src="x">'}, "html"),
        ({"body": '<a title="the best tide" href="x">tide</a>'}, "html"),
        ({"subject": "The best tide"}, "subject"),
        ({"preheader": "The best tide"}, "preheader"),
        ({"text": "The best tide.\n"}, "text"),
    ],
)
def test_a_banned_phrase_blocks_in_every_part(found: Found, parts: dict[str, str], part: str) -> None:
    (one,) = found(ban("best"), **parts)
    assert (one.gate, one.level, one.part) == ("rules", "error", part)
    assert one.line >= 1 and one.column >= 1


def test_it_is_told_once_with_its_number_place_words_and_the_line_of_the_rule(found: Found) -> None:
    (one,) = found(ban("best"), body="\n<p>The\nbest tide</p><p>the bests</p>", subject="Best")
    assert (one.line, one.column) == (3, 1)
    assert one.message == "“best” is banned in middle-east (2 times), in “The best tide”"
    assert one.remedy == (
        "say it in other words; if it is a name, add the name to regions.middle-east.rules.allow (settings.toml:7)"
    )


def test_the_settings_own_remedy_is_given_and_the_form_that_was_met(found: Found) -> None:
    (one,) = found(ban("unique", remedy="say what is new"), body="<p>uniquely made</p>")
    assert one.message == "“uniquely” is banned in middle-east as a form of “unique”, in “uniquely made”"
    assert one.remedy == "say what is new (settings.toml:7)"


def test_what_came_with_an_article_is_told_by_its_file_and_line(found: Found, draft: Make) -> None:
    (story,) = draft().stories
    told = replace(story, pieces=(Prose("<p>Tides.</p>", 3), Prose("<p>The <b>be</b>st one.</p>", 9)))
    parts = {"body": "<p>Tides.</p><p>The <b>be</b>st one.</p>", "stories": (told,)}
    (one,) = found(ban("best"), **parts)
    assert (one.part, one.line) == ("tides.md", 9)


def test_a_name_that_is_allowed_is_none_and_beside_it_the_ban_holds(found: Found) -> None:
    held = ban("best", allow=("Best Western",))
    assert found(held, body="<p>Stay at the Best Western.</p>") == []
    (one,) = found(held, body="<p>Stay at the Best Western, the best.</p>")
    assert "times" not in one.message


@pytest.mark.parametrize("word", ["والفريدة", "فَرِيد", "بالفــريد"])
def test_an_arabic_ban_holds_with_a_prefix_attached(found: Found, word: str) -> None:
    (one,) = found(ban("فريد"), body=f"<p>خدمتنا {word} هنا</p>", language=ARABIC)
    assert f"“{word}” is banned in middle-east as a form of “فريد”" in one.message


def test_addresses_and_other_words_say_nothing(found: Found) -> None:
    body = '<p>We bestow it.</p><a href="https://example.com/best">here</a>'
    assert found(ban("best"), body=body, text="See https://example.com/best\n") == []


# ── claims ─────────────────────────────────────────────────────────────────────────────────────────

CLAIMED = {"body": "<p>It brings sound sleep.</p>"}


def test_a_claim_that_holds_here_passes_and_is_noted_with_its_reference(found: Found, draft: Make) -> None:
    held = Rules(claims=(claim(),))
    assert found(held, **CLAIMED) == []
    made = draft(**CLAIMED)
    (note,) = rules.references(replace(made, region=replace(made.region, rules=held)))
    assert (note.kind, note.text, note.why) == ("kept", "sound sleep", "a claim that rests on Trial 7")


@pytest.mark.parametrize(
    ("said", "message", "remedy"),
    [
        ({"reference": ""}, "has no reference", "take it out, or give it one: reference = … (settings.toml:31)"),
        (
            {"expires": date(2026, 11, 23)},
            "rests on Trial 7, which expired on 2026-11-23",
            "take it out, or renew it and its expires (settings.toml:31)",
        ),
        (
            {"regions": ("uk", "saudi")},
            "is listed for uk, saudi, not for middle-east",
            "take it out, or list middle-east with its reference (settings.toml:31)",
        ),
    ],
)
def test_a_claim_that_does_not_hold_blocks(found: Found, said: dict[str, Any], message: str, remedy: str) -> None:
    (one,) = found(Rules(claims=(claim(**said),)), **CLAIMED)
    assert (one.level, one.remedy) == ("error", remedy)
    assert one.message == f"the claim “sound sleep” {message}, in “It brings sound sleep.”"


def test_a_claim_holds_on_its_last_day_in_any_form_and_in_the_child_of_its_region(found: Found, draft: Make) -> None:
    assert found(Rules(claims=(claim(expires=DAY),)), **CLAIMED) == []
    made = draft(body="<p>sounder sleeps</p>")
    child = replace(made.region, slug="saudi", ancestors=("middle-east",), rules=Rules(claims=(claim(),)))
    assert [*rules.rules(replace(made, region=child))] == []
    assert [one.text for one in rules.references(replace(made, region=child))] == ["sounder sleeps"]


def test_one_entry_that_holds_is_enough(found: Found) -> None:
    held = Rules(claims=(claim(regions=("uk",)), claim(reference=""), claim(reference="Trial 8")))
    assert found(held, **CLAIMED) == []


def test_a_translated_claim_is_one_too(found: Found) -> None:
    (one,) = found(Rules(claims=(claim(reference=""),)), body="<p>يجلب النوم نوم هانئ</p>", language=ARABIC)
    assert "“نوم هانئ” has no reference" in one.message


# ── what must be said ──────────────────────────────────────────────────────────────────────────────

LINE = Required(Text("Ask your doctor.", {"ar": "اسأل طبيبك."}), spot("regions.middle-east.rules.required", 5))


def test_a_required_line_must_stand_in_both_bodies(found: Found) -> None:
    held = Rules(required=(LINE,))
    assert found(held, body="<p>Ask <b>your</b>\nDoctor!</p>", text="Ask your\ndoctor.\n") == []
    (one,) = found(held, body="<p>Ask your doctor.</p>")
    assert (one.level, one.part, one.message) == ("error", "text", "“Ask your doctor.” is missing from the text part")
    assert one.remedy.endswith("regions.middle-east.rules.required (settings.toml:5) wants it")


def test_it_is_wanted_in_the_language_of_the_edition(found: Found) -> None:
    held = Rules(required=(LINE,))
    assert found(held, body="<p>اِسأل طبيبك</p>", text="إسأل طبيبك\n", language=ARABIC) == []
    assert [one.part for one in found(held, body="<p>Ask your doctor.</p>", language=ARABIC)] == ["html", "text"]


SHOWN = {"body": "<p>Permit MOH-2026-1</p>", "text": "Permit moh 2026 1\n"}


@pytest.mark.parametrize(
    ("expires", "level", "said"),
    [
        (date(2026, 11, 23), "error", "expired on 2026-11-23"),
        (DAY, "warning", "expires on 2026-11-24"),
        (date(2026, 12, 24), "warning", "expires on 2026-12-24"),
        (date(2026, 12, 25), None, ""),
    ],
)
def test_a_permit_holds_on_its_last_day_and_is_warned_of_thirty_days_before(
    found: Found, expires: date, level: str | None, said: str
) -> None:
    permit = Permit("MOH-2026-1", expires, spot("regions.middle-east.rules.permit", 12))
    told = found(Rules(permit=permit), **SHOWN)
    assert [(one.level, one.part, one.line) for one in told] == ([(level, "settings.toml", 12)] if level else [])
    assert all(f"{said}, and this issue is of 2026-11-24" in one.message for one in told)


def test_a_permit_s_reference_must_be_shown(found: Found) -> None:
    permit = Permit("MOH-2026-1", date(2030, 1, 1), spot("regions.middle-east.rules.permit", 12))
    assert [(one.part, one.level) for one in found(Rules(permit=permit))] == [("html", "error"), ("text", "error")]


def test_without_rules_nothing_is_read(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(rules, "_read")
    assert found(Rules(), body="<p>the best</p>") == []


# ── greetings ──────────────────────────────────────────────────────────────────────────────────────


def greeted(made: Draft, **said: Any) -> list[Finding]:
    known = {
        "text": Text("Good wishes"),
        "days": 1,
        "confirmed": None,
        "spot": spot("regions.middle-east.greetings", 3),
    }
    greeting = Greeting(**{"on": "2026-11-24", **known, **said})
    return [*rules.greetings(replace(made, region=replace(made.region, greetings=(greeting,))))]


def test_a_greeting_that_is_due_must_have_a_place_in_the_template(draft: Make) -> None:
    assert greeted(draft(body="<p>Good wishes</p>", text="Good wishes\n")) == []
    told = greeted(draft(body="<p>Good wishes</p>"))
    assert [(one.level, one.part) for one in told] == [("warning", "text")]
    assert told[0].remedy == 'put {% include "partials/greeting.txt.j2" %} into the template'


def test_a_computed_day_that_nobody_confirmed_is_a_warning_with_the_line_to_write(draft: Make) -> None:
    made = replace(draft(), date=date(2026, 3, 20))
    (one,) = greeted(made, on="eid-al-fitr")
    assert (one.level, one.part, one.line) == ("warning", "settings.toml", 3)
    assert one.message.startswith("“Good wishes” is not shown: eid-al-fitr begins on 2026-03-20 as computed")
    assert one.remedy == "to show it, write the day into regions.middle-east.greetings: confirmed = 2026-03-20"
