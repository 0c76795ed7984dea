"""The relay of our own keeps every message as it came."""

from pathlib import Path

import pytest

from newsletter.deliver.sink import sink
from newsletter.deliver.smtp.single import connected
from newsletter.deliver.transitions import Event
from newsletter.model import Relay


def relay_at(port: int) -> Relay:
    return Relay("sink", "127.0.0.1", port, "none", None, None)


async def test_a_sink_keeps_each_message_in_the_order_of_arrival(tmp_path: Path) -> None:
    messages = [b"Subject: one\r\n\r\n.dot\r\n", b"Subject: two\r\n\r\n" + (b"x" * 70 + b"\r\n") * 1000]
    async with sink(tmp_path / "new" / "sent") as port, connected(relay_at(port)) as connection:
        outcomes = [await connection.send("a@b.test", "c@d.test", message) for message in messages]
    kept = sorted((tmp_path / "new" / "sent").iterdir())
    assert [path.name for path in kept] == ["00001.eml", "00002.eml"]
    assert [path.read_bytes() for path in kept] == messages
    assert {outcome.event for outcome in outcomes} == {Event.ACCEPT}
    assert outcomes[0].reply == "250 kept as 00001.eml"


async def test_a_sink_that_was_left_takes_nothing_more(tmp_path: Path) -> None:
    async with sink(tmp_path) as port:
        pass
    with pytest.raises(Exception, match="cannot be reached"):
        async with connected(relay_at(port)):
            pass
