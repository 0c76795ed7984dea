"""Man or machine, and a visitor who is nobody."""

import pytest

from newsletter.web.public.visitors import kind_of, visitor

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        "Mozilla/5.0 (Linux; Android 13; CUBOT_P60) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    ],
)
def test_a_browser_is_likely_human(agent: str) -> None:
    assert kind_of({"user-agent": agent}) == "human"


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 BingPreview/1.0b",
        "WhatsApp/2.24.1 A",
        "Microsoft Office Existence Discovery",
    ],
)
def test_what_names_itself_a_program_is_a_machine(agent: str) -> None:
    assert kind_of({"user-agent": agent}) == "machine"


@pytest.mark.parametrize(
    ("name", "value"), [("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-moz", "prefetch")]
)
def test_fetching_ahead_is_a_machines_doing(name: str, value: str) -> None:
    assert kind_of({"user-agent": FIREFOX, name: value}) == "machine"


def test_a_long_name_is_not_read_to_its_end() -> None:
    assert kind_of({"user-agent": FIREFOX + " " * 1000 + "bot"}) == "human"


def test_one_delivery_is_another_visitor_on_another_link_and_under_another_key() -> None:
    seen = {visitor(key, link, delivery) for key in (b"a", b"b") for link in ("x", "y") for delivery in (1, 2)}
    assert len(seen) == 8 and all(len(one) == 16 for one in seen)


def test_the_same_delivery_is_the_same_visitor_again() -> None:
    assert visitor(b"key", "link", 7) == visitor(b"key", "link", 7)
