"""A relay's words, cut into replies: however the bytes are divided they say the same, and what is no reply is refused."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.deliver.smtp.replies import LONGEST, BrokenReply, Phase, Replies, Reply, meaning
from newsletter.deliver.transitions import Event

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"], include_characters=" "), max_size=20)
REPLY = st.builds(Reply, st.integers(200, 599), st.lists(WORDS.map(str.strip), min_size=1, max_size=4).map("\n".join))
JUNK = st.binary(max_size=12).filter(lambda data: b"\n" not in data and not re.match(rb"[2-5]\d\d", data))


def wire(reply: Reply) -> bytes:
    *first, last = reply.lines
    return "".join([*(f"{reply.code}-{line}\r\n" for line in first), f"{reply.code} {last}\r\n"]).encode()


def understood(*pieces: bytes) -> list[Reply | str]:
    """The replies, and at the end what was wrong, if anything was."""
    replies, found = Replies(), list[Reply | str]()
    try:
        for piece in pieces:
            found.extend(replies.feed(piece))
    except BrokenReply as fault:
        found.append(str(fault))
    return found


def divided(data: bytes, cuts: list[int]) -> list[bytes]:
    return [data[start:end] for start, end in pairwise([0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)])]


# ── however the bytes are divided ──────────────────────────────────────────────────────────────────


@given(st.lists(REPLY, max_size=6), st.lists(st.integers(0, 10_000), max_size=12))
def test_a_relay_is_understood_however_its_bytes_are_divided(replies: list[Reply], cuts: list[int]) -> None:
    assert understood(*divided(b"".join(map(wire, replies)), cuts)) == replies


@given(st.lists(REPLY, max_size=3), JUNK, st.lists(REPLY, max_size=2), st.lists(st.integers(0, 10_000), max_size=12))
def test_nonsense_is_found_however_it_is_divided_and_what_came_before_it_counts(
    before: list[Reply], junk: bytes, after: list[Reply], cuts: list[int]
) -> None:
    data = b"".join([*map(wire, before), junk, b"\r\n", *map(wire, after)])
    found = understood(*divided(data, cuts))
    assert found[:-1] == before
    assert str(found[-1]).startswith("no SMTP reply: ")


def test_a_reply_of_many_lines_may_be_cut_at_every_byte() -> None:
    replies = [Reply(250, "relay\nPIPELINING\n\nSIZE 1000"), Reply(354, "go on"), Reply(550, "5.1.1 nobody, désolé")]
    data = b"".join(map(wire, replies))
    for cut in range(len(data) + 1):
        assert understood(data[:cut], data[cut:]) == replies
    assert understood(*(data[place : place + 1] for place in range(len(data)))) == replies


@pytest.mark.parametrize("said", [b"250", b"250-first\r\n", b"250-first\r\n250", b"250 taken", b"250 taken\r"])
def test_half_a_reply_is_none_yet(said: bytes) -> None:
    replies = Replies()
    assert list(replies.feed(said)) == []
    assert not replies.is_between


# ── what is no reply ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    ["", "what?", "25", "2", "5", "25 0", "2500 well", "250well", "250_well", "199 early", "600 late", " 250 well",
     "٢٥٠ well", "-250 well", "250-first\r\nwhat?", "220 \x00\r\n\r\n"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_what_is_no_reply_is_refused(said: str, end: str) -> None:
    assert "no SMTP reply" in str(understood(f"{said}{end}".encode())[-1])


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize(
    ("said", "reply"), [("250", Reply(250, "")), ("250 ", Reply(250, "")), ("220-a\n220", Reply(220, "a\n"))]
)
def test_a_code_needs_no_words(said: str, reply: Reply, end: str) -> None:
    assert understood((said + end).encode()) == [reply]


@pytest.mark.parametrize("step", [1000, 10_000, 10**6])
@pytest.mark.parametrize(
    "said", [b"250 " + b"a" * LONGEST + b"\r\n", b"250-a\r\n" * 20_000 + b"250 a\r\n", b"250-" + b"a" * LONGEST]
)
def test_a_reply_that_is_too_long_is_refused_however_it_comes(said: bytes, step: int) -> None:
    pieces = [said[place : place + step] for place in range(0, len(said), step)]
    assert understood(b"220 hello\r\n", *pieces) == [Reply(220, "hello"), "a reply without an end"]


def test_many_replies_are_not_one_long_one() -> None:
    assert len(understood(b"250-well\r\n250 well\r\n" * 20_000)) == 20_000


def test_a_replies_words_can_neither_end_a_line_nor_move_a_cursor() -> None:
    (reply,) = understood("550-no\x1b[2J\u202e\r\n550 re\rally\x00\x85\r\n".encode())
    assert str(reply) == "550 no [2J  re ally"


def test_words_that_are_no_utf_8_and_words_without_end_are_kept_as_well_as_may_be() -> None:
    assert understood(b"250 d\xe9sol\xe9\r\n") == [Reply(250, "d\N{REPLACEMENT CHARACTER}sol\N{REPLACEMENT CHARACTER}")]
    assert len(str(Reply(250, "a" * 1000))) == 500


# ── what a reply means ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("phase", [Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BODY])
@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("proven", [False, True])
def test_only_2xx_to_the_body_accepts_and_only_an_unclear_answer_to_it_loses(
    phase: Phase, ahead: bool, proven: bool
) -> None:
    for code in range(200, 600):
        for words in ("", "5.7.1 no", "5.3.4 large"):
            event = meaning(phase, Reply(code, words), ahead=ahead, proven=proven).event
            assert (event is Event.ACCEPT) == (phase is Phase.BODY and code < 300)
            assert (event is Event.LOSE) == (phase is Phase.BODY and 300 <= code < 400)
            assert event is not Event.REJECT or code >= 500
            assert event is not Event.DEFER or 400 <= code < 500
