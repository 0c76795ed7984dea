"""The beginning of a session: every fault at every step of it names the settings to look at, and costs no letter."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from newsletter.deliver.smtp.opening import open_session
from newsletter.deliver.smtp.session import Haste
from newsletter.deliver.smtp.wire import Patience
from newsletter.deliver.transitions import Event
from newsletter.errors import RelayError
from newsletter.model import Relay
from tests.deliver.smtp_peer import CLOSE, HANG, Answer, Rogue, Then, line, running
from tests.deliver.smtp_pile import Letter, Pile, carry

QUICK = Patience(connect=0.05, command=0.05)
USER, PASSWORD = "ana", "pässwörd"
OFFERS = ("STARTTLS", "AUTH PLAIN", "PIPELINING")


async def refused(relay: Relay, pile: Pile | None = None, patience: Patience | None = None) -> RelayError:
    with pytest.raises(RelayError) as caught:
        await open_session(relay, pile or Pile(), patience or Patience())
    return caught.value


def signing_in(rogue: Rogue, password: str = PASSWORD) -> Relay:
    return replace(rogue.relay, username=USER, password=password)


# ── the fault table's first columns ────────────────────────────────────────────────────────────────


STEPS = {
    "GREETING": ("connect", "cannot be reached", "host and port"),
    "EHLO": ("ehlo", "cannot be reached", "host and port"),
    "STARTTLS": ("tls", "no trusted TLS", "host, port and tls"),
    "AUTH": ("auth", "refused the sign-in", "username and password"),
}
BUSY = ("is too busy", "connections and rate")
FAULTS = {  # what the relay says, whether it is final, what we say of it
    "4xx": (line("450 4.3.2 later"), False, "450 4.3.2 later"),
    "5xx": (line("554 5.7.1 go away"), True, "554 5.7.1 go away"),
    "421": (line("421 4.3.2 closing", Then.CLOSE), False, "421 4.3.2 closing"),
    "close": (CLOSE, False, "the relay hung up"),
    "hang": (HANG, False, "no answer in time"),
    "garbage": (line("SSH-2.0-OpenSSH_9.2"), False, "no SMTP reply: 'SSH-2.0-OpenSSH_9.2'"),
    "half a code": (Answer(b"25", Then.CLOSE), False, "the relay hung up"),
    "half a reply": (Answer(b"220-first\r\n", Then.CLOSE), False, "the relay hung up"),
    "half, and a hang": (Answer(b"250-first\r\n", Then.HANG), False, "no answer in time"),
    "without an end": (Answer(b"250-first\r\n" * 10_000, Then.HANG), False, "a reply without an end"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
async def test_a_fault_at_the_beginning_names_the_setting_and_begins_no_letter(step: str, fault: str) -> None:
    told, final, words = FAULTS[fault]
    phase, what, settings = STEPS[step]
    what, settings = BUSY if fault == "421" else (what, settings)
    letter = Letter("ana")
    pile = Pile(letter)
    async with running(Rogue(OFFERS)) as rogue:
        rogue.says(step, told)
        relay = replace(signing_in(rogue), tls="starttls" if step == "STARTTLS" else "none")
        error = await refused(relay, pile, QUICK if told.then is Then.HANG else None)
        assert (error.phase, error.permanent) == (phase, final)
        place = f"settings.toml: relays.main: 127.0.0.1:{relay.port}"
        assert str(error) == f"{place}: {what}: {words}; check its {settings}"
        assert (letter.begun, pile.endings, rogue.heard("MAIL"), rogue.strays) == (0, [], [], [])
        rogue.hangs = ""
        await carry(rogue, pile, Haste.RIDING)  # the fault is over
    assert (letter.events, rogue.sessions) == ([Event.ACCEPT], 2)


async def test_a_relay_that_is_not_there_may_be_tried_again(free_tcp_port: int) -> None:
    error = await refused(Relay("main", "127.0.0.1", free_tcp_port, "none", None, None))
    assert (error.phase, error.permanent) == ("connect", False)
    assert str(error).startswith(f"settings.toml: relays.main: 127.0.0.1:{free_tcp_port}: cannot be reached: ")
    assert str(error).endswith("; check its host and port")


@pytest.mark.parametrize("host", ["relay..example", "a" * 64 + ".example"])
async def test_a_host_that_is_no_name_is_told_like_the_others(host: str) -> None:
    assert (await refused(Relay("main", host, 25, "none", None, None))).phase == "connect"


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "AUTH"])
@pytest.mark.parametrize("more", [b"421 closing\r\n", b"250 what you never asked\r\n", b"2"])
async def test_a_session_that_is_over_at_once_is_none(step: str, more: bytes) -> None:
    sound = {"GREETING": b"220 hello\r\n", "EHLO": b"250-relay\r\n250 AUTH PLAIN\r\n", "AUTH": b"235 welcome\r\n"}
    pile = Pile(Letter("ana"))
    async with running(Rogue(OFFERS)) as rogue:
        rogue.says(step, Answer(sound[step] + more))
        error = await refused(signing_in(rogue) if step == "AUTH" else rogue.relay, pile)
        assert not error.permanent
        assert rogue.heard("MAIL") == []


# ── signing in ─────────────────────────────────────────────────────────────────────────────────────


def coded(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("offered", "said", "secrets"),
    [
        ("AUTH PLAIN", "AUTH PLAIN " + coded("\0ana\0pässwörd"), []),
        ("AUTH XOAUTH2 LOGIN PLAIN", "AUTH PLAIN " + coded("\0ana\0pässwörd"), []),
        ("auth=plain", "AUTH PLAIN " + coded("\0ana\0pässwörd"), []),  # old servers, and all of them in any case
        ("AUTH NTLM LOGIN", "AUTH LOGIN", [coded("ana"), coded("pässwörd")]),
        ("AUTH XOAUTH2 OAUTHBEARER", "AUTH XOAUTH2 " + coded("user=ana\1auth=Bearer pässwörd\1\1"), []),
    ],
)
async def test_a_sign_in_goes_as_the_relay_has_it_and_in_utf_8(offered: str, said: str, secrets: list[str]) -> None:
    async with running(Rogue((offered,))) as rogue:
        if secrets:
            rogue.says("AUTH", line("334 VXNlcm5hbWU6"), line("334 UGFzc3dvcmQ6"))
        session = await open_session(signing_in(rogue), Pile(), Patience())
        session.leave()
    assert rogue.heard("AUTH") == [said]
    assert rogue.secrets == secrets
    assert "pässwörd" in b64decode([*said.split(), *secrets][-1]).decode()


@pytest.mark.parametrize("offered", ["PLAIN", "LOGIN", "XOAUTH2"])
@pytest.mark.parametrize(("said", "final"), [("535 5.7.8 wrong", True), ("454 4.7.0 try later", False)])
async def test_a_refused_sign_in_names_the_settings_and_never_the_password(
    offered: str, said: str, final: bool
) -> None:
    challenges = {
        "PLAIN": [],
        "LOGIN": ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"],
        "XOAUTH2": ["334 eyJzdGF0dXMiOiI0MDEifQ=="],
    }
    async with running(Rogue((f"AUTH {offered}",))) as rogue:
        rogue.says("AUTH", *map(line, [*challenges[offered], said]))
        relay = signing_in(rogue, "s3cret")
        error = await refused(relay)
    assert (error.phase, error.permanent) == ("auth", final)
    assert str(error).endswith(f": refused the sign-in: {said}; check its username and password")
    assert "s3cret" not in str(error) + repr(error) + repr(relay)
    assert coded("s3cret") not in str(error)
    if offered == "XOAUTH2":
        assert rogue.secrets == [""]  # a challenge that explains itself is answered, so that it may refuse


@pytest.mark.parametrize("answers", [["535 no"], ["334 VXNlcm5hbWU6", "535 no"], ["235 who asked?"]])
async def test_a_password_goes_nowhere_before_it_is_asked_for(answers: list[str]) -> None:
    async with running(Rogue(("AUTH LOGIN",))) as rogue:
        rogue.says("AUTH", *map(line, answers))
        assert (await refused(signing_in(rogue))).phase == "auth"
    assert rogue.secrets == [coded(USER)][: len(answers) - 1]
    assert rogue.strays == []


@pytest.mark.parametrize(("offered", "words"), [("AUTH NTLM CRAM-MD5", "NTLM CRAM-MD5"), ("SIZE", "no sign-in")])
async def test_a_relay_without_a_sign_in_of_ours_is_no_place_for_a_password(offered: str, words: str) -> None:
    async with running(Rogue((offered,))) as rogue:
        error = await refused(signing_in(rogue))
    assert (error.phase, error.permanent) == ("auth", True)
    assert f"it offers {words}; we know PLAIN, LOGIN, XOAUTH2" in str(error)
    assert rogue.heard("AUTH") == []


async def test_a_password_that_is_missing_is_asked_for_by_its_name() -> None:
    async with running(Rogue()) as rogue:
        error = await refused(replace(rogue.relay, slug="far-east", username="ana"))
    assert (error.phase, error.permanent) == ("auth", True)
    assert "NEWSLETTER_RELAYS__FAR_EAST__PASSWORD, or NEWSLETTER_RELAYS__FAR_EAST__PASSWORD_FILE" in str(error)
    assert rogue.sessions == 0


async def test_a_relay_that_repeats_the_sign_in_does_not_put_the_password_into_our_words() -> None:
    secret = b64encode(b"\0ana\0s3cret").decode()
    async with running(Rogue(("AUTH PLAIN",))) as rogue:
        rogue.says("AUTH", line(f"535 no such thing as AUTH PLAIN {secret}"))
        error = await refused(signing_in(rogue, "s3cret"))
    assert "535 no such thing as AUTH PLAIN …; check its username" in str(error)
