"""Links are asked where they lead: politely, through the guard, and not again while the answer is remembered."""

import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.articles.fetching.link_check import LinkCheck
from newsletter.ctas.verdicts import Verdict
from newsletter.errors import SourceError
from newsletter.store.verdicts import Verdicts
from tests.site import DROP, HANG, Site, running

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
UTM = "utm_source=newsletter&utm_medium=email&utm_campaign=uk-weekly-{date}&utm_content=story-1-link-1"


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def check(tmp_path: Path) -> LinkCheck:
    return LinkCheck(
        Verdicts.of(tmp_path), "https://news.quay.co", ("127.0.0.1", "one.quay.co", "two.quay.co"), to_here
    )


def to_here(_host: str) -> Sequence[str]:
    return ["127.0.0.1"]


def looked(check: LinkCheck, *targets: str, at: datetime = NOW, sure: bool = False) -> list[Verdict]:
    return list(check.look(targets, at, lambda _done, _of: None, sure=sure).values())


# ── what an answer means ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("head", "get", "verdict", "methods"),
    [
        (200, 200, Verdict("fine"), ["HEAD"]),
        (204, 204, Verdict("fine"), ["HEAD"]),
        (405, 200, Verdict("fine"), ["HEAD", "GET"]),
        (501, 200, Verdict("fine"), ["HEAD", "GET"]),
        (403, 200, Verdict("fine"), ["HEAD", "GET"]),
        (404, 200, Verdict("fine"), ["HEAD", "GET"]),
        (500, 200, Verdict("fine"), ["HEAD", "GET"]),
        (DROP, 200, Verdict("fine"), ["HEAD", "GET"]),
        (404, 404, Verdict("broken", "it answers 404 (Not Found)"), ["HEAD", "GET"]),
        (405, 404, Verdict("broken", "it answers 404 (Not Found)"), ["HEAD", "GET"]),
        (410, 410, Verdict("broken", "it answers 410 (Gone)"), ["HEAD", "GET"]),
        (401, 200, Verdict("unverified", "it answers 401 (Unauthorized)"), ["HEAD"]),
        (403, 403, Verdict("unverified", "it answers 403 (Forbidden)"), ["HEAD", "GET"]),
        (429, 200, Verdict("unverified", "it answers 429 (Too Many Requests)"), ["HEAD"]),
        (500, 503, Verdict("unverified", "it answers 503 (Service Unavailable)"), ["HEAD", "GET"]),
        (799, 799, Verdict("unverified", "it answers 799"), ["HEAD", "GET"]),
    ],
)
def test_an_answer_has_a_meaning_and_get_has_the_last_word(
    site: Site, check: LinkCheck, head: int, get: int, verdict: Verdict, methods: list[str]
) -> None:
    assert looked(check, site.put("/a", head, get)) == [verdict]
    assert [method for method, _ in site.asked] == methods


def test_where_a_redirect_ends_is_what_counts(site: Site, check: LinkCheck) -> None:
    site.leads |= {"/moved": "/here", "/lost": "/gone", "/round": "/round", "/inside": "http://10.0.0.1/"}
    site.put("/here", 200)
    site.put("/gone", 404)
    moved, lost, turning, inside = looked(check, *(site.put(path, 301) for path in site.leads))
    assert (moved.state, lost.state, turning.state, inside.state) == ("fine", "broken", "unverified", "unverified")
    assert "redirects in a circle" in turning.said and "not on the open internet" in inside.said


@pytest.mark.parametrize(
    ("number", "state"),
    [(socket.EAI_NONAME, "broken"), (socket.EAI_AGAIN, "unverified"), (socket.EAI_FAIL, "unverified")],
)
def test_only_a_name_that_certainly_is_none_is_broken(check: LinkCheck, number: int, state: str) -> None:
    def fails(host: str) -> Sequence[str]:
        if host == "example.com":
            return ["93.184.216.34"]
        raise socket.gaierror(number, "said by the resolver")

    (verdict,) = looked(replace(check, look_up=fails), "https://www.quay.co/")
    assert verdict.state == state and "no" in verdict.said and "correct the address" not in verdict.said


def test_a_name_system_that_knows_nothing_is_no_witness(check: LinkCheck) -> None:
    def fails(_host: str) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    (verdict,) = looked(replace(check, look_up=fails), "https://www.quay.co/")
    assert verdict.state == "unverified" and "there may be no network" in verdict.said


def test_who_does_not_let_us_in_is_unverified(check: LinkCheck, unused_port: int) -> None:
    (refused,) = looked(check, f"http://127.0.0.1:{unused_port}/")
    assert refused.state == "unverified" and refused.said.startswith("it could not be reached")
    (inner,) = looked(replace(check, allow_hosts=()), f"http://127.0.0.1:{unused_port}/a")
    assert inner == Verdict("unverified", "127.0.0.1 is at 127.0.0.1, which is not on the open internet")


def test_trouble_with_a_certificate_is_unverified(site: Site, check: LinkCheck) -> None:
    (verdict,) = looked(check, site.put("/a", 200).replace("http:", "https:"))
    assert verdict.state == "unverified" and "SSL" in verdict.said


# ── what is not asked ──────────────────────────────────────────────────────────────────────────────


def test_neither_examples_nor_our_own_pages_nor_mail_are_asked(check: LinkCheck) -> None:
    def never(host: str) -> Sequence[str]:
        raise AssertionError(host)

    targets = ["https://www.example.com/", "https://news.quay.co/archive", "mailto:a@quay.co", "tel:+44", "#a"]
    found = replace(check, look_up=never).look(targets, NOW, lambda *_: None)
    assert found == {targets[0]: Verdict("example", "www.example.com is only an example, which nobody asks")}
    assert not check.verdicts.file.exists()


def test_an_issues_own_parameters_do_not_make_another_page(site: Site, check: LinkCheck) -> None:
    page = site.put("/a?b", 200)
    first, second = (f"{page}&{UTM.format(date=date)}" for date in ("2026-11-26", "2026-12-03"))
    assert looked(check, first, f"{first}#c", page) == [Verdict("fine")] * 3
    assert looked(check, second) == [Verdict("fine")]
    assert site.asked == [("HEAD", "/a?b")]


@pytest.mark.parametrize(
    ("status", "holds"), [(200, timedelta(hours=24)), (404, timedelta(hours=1)), (403, timedelta(hours=1))]
)
def test_an_answer_is_remembered_for_its_time(site: Site, check: LinkCheck, status: int, holds: timedelta) -> None:
    page = site.put("/a", status)
    first = looked(check, page)
    asked = len(site.asked)
    assert looked(check, page, at=NOW + holds - timedelta(seconds=1)) == first and len(site.asked) == asked
    assert looked(check, page, at=NOW + holds) == first and len(site.asked) == 2 * asked


def test_what_is_remembered_as_broken_is_asked_again_by_who_wants_to_be_sure(site: Site, check: LinkCheck) -> None:
    broken, forbidden = site.put("/a", 404), site.put("/b", 403)
    looked(check, broken, forbidden)
    site.asked.clear()
    site.put("/a", 200)
    assert [one.state for one in looked(check, broken, forbidden)] == ["broken", "unverified"]
    assert [one.state for one in looked(check, broken, forbidden, sure=True)] == ["fine", "unverified"]
    assert site.asked == [("HEAD", "/a")]


# ── politeness, and an end ─────────────────────────────────────────────────────────────────────────


def test_a_host_is_asked_one_thing_at_a_time(site: Site, check: LinkCheck) -> None:
    site.takes = 0.01
    assert {one.state for one in looked(check, *(site.put(f"/{number}", 404) for number in range(12)))} == {"broken"}
    assert site.most_at_once == {f"127.0.0.1:{site.port}": 1}


def test_several_hosts_are_asked_at_once(site: Site, check: LinkCheck) -> None:
    site.meeting = threading.Barrier(2)
    pages = [site.put("/a", 200, host=host) for host in ("one.quay.co", "two.quay.co")]
    assert looked(check, *pages) == [Verdict("fine")] * 2


def test_what_is_not_reached_in_time_is_not_looked_at_and_asked_the_next_time(site: Site, check: LinkCheck) -> None:
    hanging = [site.put(f"/{number}", HANG) for number in range(3)]
    quick = site.put("/a", 200, host="one.quay.co")
    *_, last, fine = looked(replace(check, patience=1.0), *hanging, quick)
    assert (last.state, fine.state) == ("unseen", "fine")
    site.put("/2", 200)
    assert looked(check, hanging[2]) == [Verdict("fine")]


def test_it_is_told_how_many_are_done(site: Site, check: LinkCheck) -> None:
    told: list[tuple[int, int]] = []
    check.look([site.put("/a", 200), site.put("/b", 404)], NOW, lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_a_folder_that_cannot_be_written_is_named(site: Site, check: LinkCheck, tmp_path: Path) -> None:
    (tmp_path / ".newsletter").write_text("in the way")
    with pytest.raises(SourceError, match=r"cache: cannot be written \(.+\); make that folder writable"):
        looked(check, site.put("/a", 200))
