"""The table of transitions by itself: what it must say, whatever the ledger makes of it."""

from collections import Counter
from pathlib import Path

from newsletter.deliver.transitions import MOVES, TABLE, UNCERTAIN, Event, as_markdown
from newsletter.model import DeliveryState


def test_an_event_leads_to_one_state_wherever_it_begins() -> None:
    assert {event: {line.to for line in TABLE if line.event is event} for event in Event} == {
        event: {DeliveryState(move.to)} for event, move in MOVES.items()
    }


def test_no_line_stands_twice() -> None:
    assert max(Counter((line.state, line.event) for line in TABLE).values()) == 1


def test_an_uncertain_delivery_is_queued_again_by_nothing_but_a_persons_word() -> None:
    assert [line.event for line in TABLE if line.state is UNCERTAIN and line.to is DeliveryState.QUEUED] == [
        Event.RESEND
    ]


def test_what_is_over_stays_over() -> None:
    over = {DeliveryState.ACCEPTED, DeliveryState.REJECTED, DeliveryState.SUPPRESSED, DeliveryState.CANCELLED}
    assert {line.state for line in TABLE} & over == set()


def test_the_readme_prints_the_table() -> None:
    assert as_markdown() in (Path(__file__).parents[2] / "README.md").read_text("utf-8")
