"""The facts about mail clients: whole, dated, and told in a few words."""

import json
import re
from datetime import date

from newsletter.model import Checks
from newsletter.render.clients import graceful, lacking, support
from tests.bench.client_support import rows

TOLD = json.loads("""{
    "last_update_date": "2026-05-13 14:45:41 +0000",
    "nicenames": {"family": {"gmail": "Gmail", "hey": "HEY"}, "platform": {"ios": "iOS", "web": "Webmail"}},
    "data": [
        {"slug": "html-p", "title": " <p> ", "category": "html", "stats": {"gmail": {"ios": {"1": "n", "2": "y #1"}}}},
        {"slug": "css-gap", "title": "gap", "category": "css",
         "stats": {"gmail": {"ios": {"1": "a #2 #3"}, "web": {"1": "u"}}, "hey": {"web": {"1": "n"}}}},
        {"slug": "amp", "title": "AMP", "category": "others", "stats": {}}
    ]
}""")


def test_every_row_has_an_answer_for_every_platform() -> None:
    known = support()
    assert date.fromisoformat(known.date) > date(2026, 1, 1)
    assert len(known.answers) > 250
    assert {len(answers) for answers in known.answers.values()} == {len(known.platforms)}
    assert {answer for answers in known.answers.values() for answer in answers} == {"y", "a", "n", "u"}


def test_the_programs_that_are_asked_by_default_are_known() -> None:
    assert set(Checks().clients) <= support().clients.keys()


def test_what_a_program_lacks_is_told_with_its_platforms_unless_it_is_all_of_them() -> None:
    assert lacking(("outlook",))["css-border-radius"] == "Outlook (Windows, Windows Mail)"
    assert lacking(("gmail", "yahoo"))["css-animation"] == "Gmail and Yahoo! Mail"
    assert "css-border-radius" not in lacking(("apple-mail", "gmail"))


def test_what_our_templates_may_use_is_in_the_table_and_lacking_somewhere_and_has_a_reason() -> None:
    lacked = lacking(tuple(support().clients))
    assert [feature for feature in graceful() if feature not in lacked] == []
    assert all(re.search(r"\w", reason) for reason in graceful().values())


def test_the_table_is_made_of_the_newest_versions() -> None:
    assert list(rows(TOLD)) == [
        ("date", "2026-05-13"),
        ("client", "", "gmail.ios", "gmail.web", "hey.web"),
        ("family", "", "Gmail", "Gmail", "HEY"),
        ("platform", "", "iOS", "Webmail", "Webmail"),
        ("css-gap", "gap", "a", "u", "n"),
        ("html-p", "<p>", "y", "u", "u"),
    ]
