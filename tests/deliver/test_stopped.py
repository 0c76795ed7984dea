"""A worker that was stopped past its lease sends no body when it wakes; one that is told to stop ends in peace."""

import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.deliver import worker
from newsletter.model import DeliveryState

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt, Peer

ROOT = Path(__file__).parents[2]
SENDING, ACCEPTED, UNCERTAIN = DeliveryState.SENDING, DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN
BEAT, LEASE = 0.2, 1.0  # seconds
PEOPLE = [f"reader{number}@harbour.test" for number in range(12)]


class Gate:
    """A relay that gives no 354 to sessions that began before `letting_in`, until it is opened; it counts bodies."""

    def __init__(self) -> None:
        self.letting_in = False
        self.opened = asyncio.Event()
        self.held: set[asyncio.StreamWriter] = set()  # sessions that wait for their 354
        self.bodies: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._converse(reader, writer, waits=not self.letting_in)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.held.discard(writer)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, waits: bool) -> None:
        writer.write(b"220 gate\r\n")
        recipient = ""
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                recipient = line[9:].decode().strip().removesuffix(">")
            if word != b"DATA":
                writer.write(b"250-gate\r\n250 PIPELINING\r\n" if word == b"EHLO" else b"250 well\r\n")
                continue
            if waits:
                self.held.add(writer)
                await self.opened.wait()
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            self.bodies[recipient] += 1
            writer.write(b"250 taken\r\n")


async def test_a_worker_that_wakes_after_its_lease_sends_no_body(office_at: "OfficeAt", database_url: str) -> None:
    gate = Gate()
    server = await asyncio.start_server(gate.serve, "127.0.0.1", 0, limit=2**22)
    port = server.sockets[0].getsockname()[1]
    async with server, office_at(port) as office:
        async with asyncio.timeout(60):
            await office.subscribe(*PEOPLE)
            await office.start()
            sleeper = await _start_worker(office, database_url)
            try:
                while not gate.held or SENDING not in (await office.states()).values():
                    await asyncio.sleep(0)
                sleeper.send_signal(signal.SIGSTOP)
                gate.letting_in = True
                while await office.issue_state() != "done":  # once the lease and the sleeper's job have run out
                    office.now = datetime.now(UTC)
                    await worker.run(office.queue, office.room(), until_idle=True, pulse=worker.Pulse(BEAT))
                before = Counter(gate.bodies)
                sleeper.send_signal(signal.SIGCONT)
                gate.opened.set()
                while gate.held:
                    await asyncio.sleep(0)
            finally:
                sleeper.kill()
                await sleeper.wait()
        states = await office.states()
    accepted = {address for address, state in states.items() if state is ACCEPTED}
    assert gate.bodies == before == Counter(accepted)
    assert set(states.values()) == {ACCEPTED, UNCERTAIN}


async def test_a_worker_that_is_told_to_stop_ends_what_it_has_begun_and_leaves_the_rest_queued(
    office: "Office", peer: "Peer", database_url: str
) -> None:
    people = [f"reader{number}@harbour.test" for number in range(300)]
    await office.subscribe(*people)
    await office.start(shard=50)
    process = await _start_worker(office, database_url, RATE="50/s")
    async with asyncio.timeout(60):
        while len(peer.messages) < 60:
            await peer.came.wait()
            peer.came.clear()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            assert await process.wait() == 0
    states = Counter((await office.states()).values())
    assert states.keys() == {ACCEPTED, DeliveryState.QUEUED}
    assert states[ACCEPTED] == len(peer.messages)
    async with asyncio.timeout(60):
        while await office.issue_state() != "done":  # once what the other had leased has run out
            office.now = datetime.now(UTC)
            await worker.run(office.queue, office.room(), until_idle=True, pulse=worker.Pulse(BEAT))
    assert Counter(peer.recipients) == Counter(people)


async def _start_worker(office: "Office", database_url: str, **more: str) -> asyncio.subprocess.Process:
    relay = office.settings.relays["main"]
    said = {"HOST": relay.host, "PORT": str(relay.port), "TLS": "none", "CONNECTIONS": "3", **more}
    environment = {f"NEWSLETTER_RELAYS__MAIN__{key}": value for key, value in said.items()}
    ends = [str(office.settings.project), database_url, str(BEAT), str(LEASE)]
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.deliver.part", *ends), cwd=ROOT, env=os.environ | environment
    )
