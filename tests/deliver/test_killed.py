"""A worker of its own process, killed with -9 while the relay has its message and has not answered."""

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import pytest

from newsletter.deliver import worker
from newsletter.model import DeliveryState

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, Peer

ADDRESSES = [f"reader{number}@harbour.test" for number in range(6)]
SILENCE = "…"


async def test_after_kill_9_one_is_uncertain_and_everybody_else_gets_it_once(
    office: "Office", peer: "Peer", database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.subscribe(*ADDRESSES)
    await office.start(shard=4)
    peer.says("BODY", "250 taken", "250 taken", SILENCE)
    relay = {"HOST": "127.0.0.1", "PORT": str(peer.port), "TLS": "none"}
    environment = {f"NEWSLETTER_RELAYS__MAIN__{key}": value for key, value in relay.items()}
    door = "from newsletter.cli import main; main()"
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", door, "--project", str(office.settings.project), "run", "worker"),
        env={**os.environ, **environment, "NEWSLETTER_DATABASE__URL": database_url},
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(60):
        while len(peer.messages) < 3:
            await peer.came.wait()
            peer.came.clear()
    child.kill()
    await child.wait()
    peer.says("BODY", "250 taken")
    monkeypatch.setattr(worker, "_HEARTBEAT", 0.0)  # the dead one's last heartbeat is long enough ago
    await office.work()
    states = await office.states()
    assert states == dict.fromkeys(ADDRESSES, DeliveryState.ACCEPTED) | {ADDRESSES[2]: DeliveryState.UNCERTAIN}
    assert peer.recipients == ADDRESSES
    assert await office.issue_state() == "done"
