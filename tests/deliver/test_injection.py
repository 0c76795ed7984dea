"""What hostile addresses, names, subjects and texts can do to a message and to the conversation with a relay: nothing."""

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter.deliver.address import ascii_address
from newsletter.deliver.message import Letter, envelope_of, proof
from newsletter.deliver.sink import sink
from newsletter.model import DeliveryState, Edition
from newsletter.settings import Settings
from tests.deliver.test_message import ANA, ENVELOPE, NOW, build, head, parsed

if TYPE_CHECKING:
    from tests.deliver.conftest import Office, OfficeAt, Peer

EVIL = ["\r\nRCPT TO:<ceo@bank.test>", "\nBcc: ceo@bank.test", "\r.\r\nQUIT", "\0", "\x1b[2J", "\x85", "\x7f"]


# ── addresses ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("ana@ｂａｎｋ.test", "ana@bank.test"),  # full width: one and the same domain (UTS 46)
        ("ana@bank。test", "ana@bank.test"),  # an ideographic full stop
        ("ana@bank.test\u200b", "ana@bank.test"),  # a blank without a width
        ("ana@bаnk.test", "ana@xn--bnk-6cd.test"),  # a Cyrillic а: another domain, and it shows
    ],
)
def test_a_domain_that_looks_like_another_is_written_so_that_it_shows(written: str, sent: str) -> None:
    assert ascii_address(written) == sent


@pytest.mark.parametrize("text", ["аna@bank.test", "ana＠bank.test", "ana\u202e@bank.test", "ａna@bank.test"])
def test_a_local_part_that_only_looks_like_ascii_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        ascii_address(text)


@pytest.mark.parametrize("evil", EVIL)
async def test_a_line_break_in_an_address_or_a_name_never_reaches_the_relay(
    office: "Office", peer: "Peer", evil: str
) -> None:
    await office.subscribe("ana@harbour.test", "omar@harbour.test", "zoe@harbour.test")
    await office.start()
    if evil != "\0":  # PostgreSQL holds none
        async with office.pool.connection() as connection:
            await connection.execute(
                "UPDATE deliveries SET address = %s WHERE address LIKE 'ana%%'", (f"ana{evil}@b.test",)
            )
            await connection.execute("UPDATE deliveries SET name = %s WHERE address LIKE 'omar%%'", (f"Omar{evil}",))
    await office.work()
    expected = ["zoe@harbour.test"] if evil != "\0" else ["ana@harbour.test", "omar@harbour.test", "zoe@harbour.test"]
    assert sorted(peer.recipients) == expected
    assert {line.partition(" ")[0] for line in peer.commands} <= {"EHLO", "MAIL", "RCPT", "DATA", "RSET", "QUIT"}
    states = list((await office.states()).values())
    assert states.count(DeliveryState.REJECTED) == 3 - len(expected)


# ── headers ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["Ana\u2028Bcc: ceo@bank.test", "Ana\u2029", "\u202eana", "Ana\ufeff", "Аna <ceo@bank.test>"]
)
def test_a_name_with_characters_that_look_like_a_line_break_is_one_encoded_word(edition: Edition, name: str) -> None:
    message = build(edition, ENVELOPE, ANA._replace(name=name), NOW)
    assert message.isascii()
    assert parsed(message)["Bcc"] is None
    assert [address.addr_spec for address in parsed(message)["To"].addresses] == ["ana@harbour.test"]


def test_no_header_line_is_longer_than_a_relay_must_take(edition: Edition) -> None:
    message = build(replace(edition, subject="Tides " * 400), ENVELOPE, ANA._replace(name="Ana " * 400), NOW)
    assert max(map(len, head(message))) <= 998  # RFC 5322 2.1.1
    with pytest.raises(ValueError, match="too long or not ASCII for a header"):
        build(edition, replace(ENVELOPE, base_url=f"https://news.test/{'x' * 900}"), ANA, NOW)
    with pytest.raises(ValueError, match="too long or not ASCII for a header"):
        build(edition, replace(ENVELOPE, base_url="https://nеws.test"), ANA, NOW)


# ── bodies, all the way to a relay and back ────────────────────────────────────────────────────────

BODY = "one\r.\rtwo\n.\n..\n.QUIT\r\n.\r\nlone\rCR\n\nFrom here\n=2E\n" + "x" * 2000 + "\n \n\t\n"


async def test_dots_lone_line_ends_and_long_lines_arrive_byte_for_byte(
    office_at: "OfficeAt", edition: Edition, tmp_path: Path
) -> None:
    async with sink(tmp_path / "sent") as port, office_at(port) as office:
        office.edition = replace(edition, text=BODY, html=f"<pre>{BODY}</pre>")
        await office.subscribe("ana@harbour.test")
        await office.start()
        await office.work()
    (path,) = (tmp_path / "sent").iterdir()
    parts = [
        part.get_payload(decode=True) for part in message_from_bytes(path.read_bytes(), policy=default).iter_parts()
    ]
    wire = BODY.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    assert parts == [wire, b"<pre>" + wire + b"</pre>"]


def test_a_proof_is_made_by_the_same_hands_as_a_delivery(
    settings_at: Callable[[int], Settings], edition: Edition
) -> None:
    settings = settings_at(0)
    letter = Letter(edition, envelope_of(settings, settings.regions["uk"], edition.language), NOW)
    assert len(proof(settings, edition, "reader@example.invalid", NOW)) == letter.size + len("reader@example.invalid")
