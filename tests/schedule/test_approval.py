"""Wait, send or hold, and what a held issue says."""

from datetime import UTC, datetime, timedelta

import pytest

from newsletter.schedule.approval import Approval, Candidate, Hold, Send, Wait, decide

SEND_AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
GRACE = timedelta(hours=2)
ENGLISH = Candidate("Middle East, English", "en_GB", "e1")
ARABIC = Candidate("Middle East, Arabic", "ar_AE", "a1")
BOTH_APPROVED = (Approval("en_GB", "e1", "Ana"), Approval("ar_AE", "a1", "Omar"))


def decided(
    *approvals: Approval,
    editions: tuple[Candidate, ...] = (ENGLISH, ARABIC),
    late: timedelta = timedelta(seconds=2),
    grace: timedelta = GRACE,
    needed: int = 1,
) -> Wait | Send | Hold:
    return decide(SEND_AT, SEND_AT + late, grace, editions, approvals, approvals_needed=needed)


def test_before_its_time_an_issue_waits_whatever_is_wrong_with_it() -> None:
    assert decided(late=timedelta(microseconds=-1)) == Wait()


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=40), GRACE])
def test_an_approved_issue_goes_out_from_its_instant_to_the_end_of_its_grace(late: timedelta) -> None:
    assert decided(*BOTH_APPROVED, late=late) == Send()


def test_later_than_its_grace_an_issue_is_held_and_says_how_late() -> None:
    held = decided(*BOTH_APPROVED, late=timedelta(days=1, hours=2, minutes=1, seconds=30))
    assert held == Hold("late by 1 day 2 hours 1 minute, and the campaign's grace is 2 hours")


def test_without_grace_an_issue_still_has_the_minute_between_two_looks_of_the_clock() -> None:
    assert decided(*BOTH_APPROVED, grace=timedelta(0), late=timedelta(seconds=59)) == Send()
    held = decided(*BOTH_APPROVED, grace=timedelta(0), late=timedelta(seconds=61))
    assert held == Hold("late by 1 minute, and the campaign's grace is less than a minute")


def test_an_edition_nobody_approved_holds_the_issue() -> None:
    assert decided(BOTH_APPROVED[0]) == Hold("Middle East, Arabic: not approved")


def test_a_changed_edition_names_who_approved_the_earlier_one() -> None:
    held = decided(BOTH_APPROVED[0], Approval("ar_AE", "a0", "Omar"))
    assert held == Hold("Middle East, Arabic: changed since it was approved by Omar")


def test_an_approval_of_another_language_does_not_count_even_with_the_same_hash() -> None:
    assert decided(BOTH_APPROVED[0], Approval("en_GB", "a1", "Omar")) == Hold("Middle East, Arabic: not approved")


def test_a_blocked_edition_says_why_though_approved() -> None:
    blocked = ARABIC._replace(blocked="the button “Book a visit” has no target")
    held = decided(*BOTH_APPROVED, editions=(ENGLISH, blocked))
    assert held == Hold("Middle East, Arabic: blocked, the button “Book a visit” has no target")


def test_an_issue_without_editions_is_held() -> None:
    assert decided(editions=()) == Hold("it has no editions")


def test_every_reason_is_said_at_once() -> None:
    held = decided(late=timedelta(hours=3))
    assert isinstance(held, Hold)
    assert held.reason.split("; ") == [
        "Middle East, English: not approved",
        "Middle East, Arabic: not approved",
        "late by 3 hours, and the campaign's grace is 2 hours",
    ]


def test_two_approvals_mean_two_people() -> None:
    one = Approval("en_GB", "e1", "Ana")
    for same in ("Ana", " ana "):
        held = decided(one, one._replace(approved_by=same), editions=(ENGLISH,), needed=2)
        assert held == Hold(f"Middle East, English: approved by {same.strip()}, 1 of 2 people")
    assert decided(one, one._replace(approved_by="Omar"), editions=(ENGLISH,), needed=2) == Send()


def test_a_campaign_that_asks_for_no_approval_sends() -> None:
    assert decided(needed=0) == Send()
