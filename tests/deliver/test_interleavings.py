"""The real ledger driven against the table: workers, crashes, leases, replies and people in any order."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from newsletter.deliver.transitions import TABLE, Event
from newsletter.model import DeliveryState, Issue
from newsletter.store import interventions, issues, ledger, shards, subscribers
from newsletter.store.deliveries import Audience, freeze
from newsletter.store.ledger import Mark, Result
from newsletter.store.shards import Shard

T = TypeVar("T")
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
PEOPLE, WORKERS = 2, 2  # few, so that they meet often
LEASE = timedelta(hours=1)
SENDING, UNCERTAIN = DeliveryState.SENDING, DeliveryState.UNCERTAIN
ANSWERS = (Event.ACCEPT, Event.DEFER, Event.REJECT, Event.LOSE, Event.GIVE_UP)
BODY_WAS_REFUSED = (Event.DEFER, Event.REJECT, Event.GIVE_UP)


class Worker:
    """What a process knows: its shard, what it was granted, what bodies it has begun."""

    def __init__(self) -> None:
        self.shard: Shard | None = None
        self.leased = False  # by its own clock
        self.queued: set[int] = set()
        self.marked: set[int] = set()
        self.begun: set[int] = set()


class Ledger(RuleBasedStateMachine):
    """Every step is one call of the store's; between steps, whoever watches sees the table obeyed."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.connection = self.do(psycopg.AsyncConnection.connect(self.url, autocommit=True))
        self.workers = [Worker() for _ in range(WORKERS)]
        self.perhaps: Counter[int] = Counter()  # bodies that may have arrived
        self.again: Counter[int] = Counter()  # a person's word
        self.before: dict[int, DeliveryState] = {}
        self.events: tuple[Event, ...] = ()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.do(self.connection.close())
        self.runner.close()

    async def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return await (await self.connection.execute(query.encode(), values)).fetchall()

    @initialize()
    def begin(self) -> None:
        self.do(self._begin())

    async def _begin(self) -> None:
        await self.connection.execute("TRUNCATE issues, subscribers, suppressions, deliveries, shards CASCADE")
        await self.connection.execute(
            "INSERT INTO subscribers (email, region, language, created_at)"
            " SELECT 'reader' || n || '@harbour.test', 'uk', 'en_GB', now() FROM generate_series(1, %s) n",
            (PEOPLE,),
        )
        row = await issues.create(self.connection, ISSUE, None, NOW)
        assert row is not None
        self.issue = row.id
        await issues.begin(self.connection, row.id, NOW)
        await freeze(self.connection, row.id, Audience("uk", ["en_GB"], []), NOW)
        (self.shard,) = await shards.cut(self.connection, row.id, PEOPLE)
        self.ids = [number for (number,) in await self._rows("SELECT id FROM deliveries ORDER BY id")]
        self.before = await self._states()

    async def _states(self) -> dict[int, DeliveryState]:
        return {number: DeliveryState(state) for number, state in await self._rows("SELECT id, state FROM deliveries")}

    # ── workers ────────────────────────────────────────────────────────────────────────────────────

    @rule(number=st.integers(0, WORKERS - 1))
    def claim(self, number: int) -> None:
        self.events = (Event.STRAND, Event.WAKE, Event.SUPPRESS)
        self.do(self._claim(self.workers[number]))

    async def _claim(self, worker: Worker) -> None:
        async with self.connection.transaction():
            found = await shards.claim(self.connection, self.shard, LEASE)
            if not isinstance(found, Shard):
                return
            await shards.prepare(self.connection, found, NOW + timedelta(days=1))
        worker.__init__()  # type: ignore[misc]
        worker.shard, worker.leased = found, True
        worker.queued = {row.id for row in await shards.waiting(self.connection, found)}

    @rule(data=st.data(), number=st.integers(0, WORKERS - 1), again=st.booleans())
    def mark(self, data: st.DataObject, number: int, again: bool) -> None:
        self.events = (Event.MARK,)
        worker = self.workers[number]
        if worker.shard is None or not worker.queued:
            return
        wanted = data.draw(st.sets(st.sampled_from(sorted(worker.queued)), min_size=1))
        marks = [Mark(delivery, worker.shard.id, worker.shard.token) for delivery in sorted(wanted)]
        granted = set(self.do(ledger.turn(self.connection, [], marks, NOW)))
        if again:  # the answer was lost with the connection, and the same turn is tried again
            assert set(self.do(ledger.turn(self.connection, [], marks, NOW, again=True))) >= granted
        if granted:
            assert self.do(self._holds(worker.shard)), "a mark was granted to who does not hold the shard"
            assert {self.before[delivery] for delivery in granted} == {DeliveryState.QUEUED}
        worker.queued -= wanted
        worker.marked |= granted

    async def _holds(self, shard: Shard) -> bool:
        found = await self._rows(
            "SELECT FROM shards s JOIN issues i ON i.id = s.issue_id WHERE s.id = %s AND s.token = %s"
            " AND s.lease_until > now() AND i.state = 'sending'",
            shard.id,
            shard.token,
        )
        return bool(found)

    @rule(data=st.data(), number=st.integers(0, WORKERS - 1))
    def body(self, data: st.DataObject, number: int) -> None:
        self.events = ()
        worker = self.workers[number]
        if worker.leased and worker.marked:
            delivery = data.draw(st.sampled_from(sorted(worker.marked)))
            assert self.before[delivery] is SENDING, "a body left without its mark"
            worker.marked.remove(delivery)
            worker.begun.add(delivery)
            self.perhaps[delivery] += 1

    @rule(data=st.data(), number=st.integers(0, WORKERS - 1), event=st.sampled_from(ANSWERS))
    def reply(self, data: st.DataObject, number: int, event: Event) -> None:
        self.events = (event,)
        worker = self.workers[number]
        if worker.shard is not None and worker.begun:
            delivery = data.draw(st.sampled_from(sorted(worker.begun)))
            worker.begun.remove(delivery)
            self.perhaps[delivery] -= event in BODY_WAS_REFUSED
            self._tell(worker.shard, delivery, event)

    @rule(data=st.data(), number=st.integers(0, WORKERS - 1))
    def release(self, data: st.DataObject, number: int) -> None:
        self.events = (Event.RELEASE,)
        worker = self.workers[number]
        if worker.shard is not None and worker.marked:
            delivery = data.draw(st.sampled_from(sorted(worker.marked)))
            worker.marked.remove(delivery)
            worker.queued.add(delivery)
            self._tell(worker.shard, delivery, Event.RELEASE)

    def _tell(self, shard: Shard, delivery: int, event: Event) -> None:
        at = NOW if event is Event.DEFER else None
        ((token,),) = self.do(self._rows("SELECT token FROM deliveries WHERE id = %s", delivery))
        self.do(ledger.turn(self.connection, [Result(delivery, shard.token, event, "said", at)], [], NOW))
        if token != shard.token:
            assert self.do(self._states())[delivery] is self.before[delivery], "an old token moved a delivery"

    @rule(number=st.integers(0, WORKERS - 1))
    def take_over(self, number: int) -> None:
        """The lease has run out, and somebody else is quick."""
        self.lease_runs_out()
        self.claim(number)

    @rule(number=st.integers(0, WORKERS - 1))
    def crash(self, number: int) -> None:
        self.events = ()
        self.workers[number] = Worker()

    @rule()
    def lease_runs_out(self) -> None:
        """Whoever has it was stopped, and when it wakes, it knows by its own clock, but not what others did."""
        self.events = ()
        self.do(self._rows("UPDATE shards SET lease_until = '-infinity' WHERE id = %s RETURNING id", self.shard))
        for worker in self.workers:
            worker.leased = False

    @rule(number=st.integers(0, WORKERS - 1))
    def leave(self, number: int) -> None:
        self.events = ()
        worker = self.workers[number]
        if worker.shard is not None and not worker.marked and not worker.begun:
            self.do(self._in_transaction(shards.leave(self.connection, worker.shard)))
            self.workers[number] = Worker()

    async def _in_transaction(self, work: Coroutine[Any, Any, T]) -> T:
        async with self.connection.transaction():
            return await work

    # ── people ─────────────────────────────────────────────────────────────────────────────────────

    @rule()
    def pause(self) -> None:
        self.events = ()
        self.do(issues.pause(self.connection, self.issue, "lunch"))

    @rule()
    def resume(self) -> None:
        self.events = ()
        self.do(issues.move(self.connection, self.issue, to="sending", from_states=("paused",)))

    @rule(certainly=st.integers(0, 9))
    @precondition(lambda self: self.before)
    def cancel(self, certainly: int) -> None:
        self.events = (Event.CANCEL,)
        if certainly == 0:  # rarely: little happens afterwards
            self.do(self._in_transaction(self._cancel()))

    async def _cancel(self) -> None:
        if await issues.move(self.connection, self.issue, to="cancelled", from_states=("sending", "paused")):
            await interventions.cancel(self.connection, self.issue, NOW)

    @rule(number=st.integers(1, PEOPLE))
    def unsubscribe(self, number: int) -> None:
        self.events = (Event.SUPPRESS,)
        addresses = [f"reader{number}@harbour.test"]
        self.do(self._in_transaction(subscribers.suppress(self.connection, addresses, "unsubscribed", NOW)))

    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        self.events = (Event.RESEND,)
        if uncertain := [number for number, state in self.before.items() if state is UNCERTAIN]:
            delivery = data.draw(st.sampled_from(sorted(uncertain)))
            self.again[delivery] += self.do(
                self._in_transaction(interventions.resend(self.connection, [delivery], "ana", NOW))
            )
            self.do(shards.reopen(self.connection, self.issue, [delivery]))

    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        self.events = (Event.CLOSE,)
        if uncertain := [number for number, state in self.before.items() if state is UNCERTAIN]:
            self.do(interventions.close(self.connection, [data.draw(st.sampled_from(sorted(uncertain)))], "ana", NOW))

    # ── what always holds ──────────────────────────────────────────────────────────────────────────

    @invariant()
    def every_move_is_in_the_table(self) -> None:
        after = self.do(self._states())
        allowed = {(line.state, line.to) for line in TABLE if line.event in self.events}
        moved = {(self.before[number], after[number]) for number in after if self.before.get(number) != after[number]}
        assert moved <= allowed, f"{self.events}: {moved - allowed}"
        self.before = after

    @invariant()
    def nobody_gets_it_twice_but_by_a_persons_word(self) -> None:
        assert all(bodies <= 1 + self.again[number] for number, bodies in self.perhaps.items())

    @invariant()
    def whoever_may_have_got_it_and_has_no_answer_is_listed(self) -> None:
        for worker in self.workers:
            for delivery in worker.begun - self.again.keys():
                assert self.before[delivery] in (SENDING, UNCERTAIN, DeliveryState.CANCELLED)


def test_the_ledger_obeys_the_table_whatever_comes_between(database_url: str) -> None:
    Ledger.url = database_url
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
