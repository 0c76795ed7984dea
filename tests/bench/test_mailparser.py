"""Our messages read by a parser that is neither ours nor Python's: nodemailer's mailparser, which many programs use.

Every edition of the samples in every template, and names and subjects as bad as they come: what it reads is what we
wrote, and nothing that a person's words hold becomes a header.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.ctas.links import NOBODY, Signer, personalise
from newsletter.deliver.message import Envelope, Letter, Recipient, proof, sender_address
from newsletter.model import Edition
from tests.bench import peers
from tests.bench.letters import NOW, edition_of, issue_of
from tests.bench.peers import Child
from tests.bench.test_mjml import TEMPLATES

if TYPE_CHECKING:
    from tests.bench.conftest import Sample

pytestmark = pytest.mark.bench

READER = "reader@example.invalid"
KEY = b"k" * 32
ENVELOPE = Envelope(
    "The Harbour Letter <letter@example.co.uk>", "hello@example.co.uk", "Tides", "https://news.example.com", True, KEY
)
EDITION = edition_of(issue_of(NOBODY), KEY)
HEADERS = {
    "from", "reply-to", "subject", "date", "content-language", "list-id", "feedback-id", "precedence", "mime-version",
    "to", "message-id", "list-unsubscribe", "list-unsubscribe-post", "content-type",
}  # fmt: skip

# What turns up in names and titles of real life, and what an enemy would write.
_ENCODED = ["=?utf-8?q?a=0D=0ABcc:_x?=", "=?utf-8?b?", "?="]
_MARKS = ['"', "\\", "<", ">", "@", ",", ";", ":", "(", ")", " ", "  ", "Bcc: x@y.example", "x" * 90]
_LETTERS = ["\u202e", "\u200b", "\u2028", "\ufeff", "مدّ", "🙂", "👩‍👩‍👧", "é", "ﬁ"]
_LINES = ["\n", ".", "\n.\n", "=", "=20", "\t", " \n", "--", "From "]
_pieces = st.sampled_from(_ENCODED + _MARKS + _LETTERS) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"]), max_size=20
)
_words = st.lists(_pieces, max_size=12).map("".join).map(lambda words: " ".join(words.split()))

_lines = st.lists(_pieces | st.sampled_from(_LINES), max_size=25).map("".join)


@pytest.fixture(scope="session")
def mailparser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    with peers.node(tmp_path_factory.mktemp("mailparser"), "mailparser@3.14.2", "mailparser.js") as made:
        if isinstance(made, str):
            pytest.skip(f"{made}: NOTHING WAS READ")
        yield made


def read(mailparser: Child, *messages: bytes) -> list[dict[str, Any]]:
    """What the parser finds in each message."""
    read: list[dict[str, Any]] = mailparser.run(messages=[b64encode(one).decode() for one in messages])["read"]
    return read


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_reads_of_every_edition_what_we_wrote(template: str, sample: "Sample", mailparser: Child) -> None:
    editions, settings = sample.dressed(template).composed(), sample.kit.settings
    mails = read(mailparser, *(proof(settings, edition, READER, NOW) for edition in editions))
    for edition, mail in zip(editions, mails, strict=True):
        region = settings.regions[edition.issue.region]
        passport = Signer(settings.signing_keys, edition.issue).sign(NOBODY)
        assert mail["html"] == personalise(edition.html, edition.pass_mark, passport)
        assert mail["text"] == personalise(edition.text, edition.pass_mark, passport)
        assert mail["attachments"] == 0
        assert mail["subject"] == edition.subject
        assert mail["from"] == [{"name": "The Harbour Letter", "address": sender_address(region.sender)}]
        assert mail["to"] == [{"name": "", "address": READER}]
        assert mail["headers"]["content-language"] == f"Content-Language: {edition.language.tag}"
        assert sorted(mail["names"]) == sorted(HEADERS)
        assert mail["list"] == _list(edition, settings.base_url, str(region.reply_to), passport)


def _list(edition: Edition, base_url: str, answered: str, passport: str) -> dict[str, dict[str, str]]:
    """What a mail program would offer beside the sender's name."""
    issue, (_, _, domain) = edition.issue, answered.partition("@")
    return {
        "id": {"name": f"{issue.campaign}.{issue.region}.{domain}"},
        "unsubscribe": {"url": f"{base_url}/u/{passport}", "mail": f"{answered}?subject=unsubscribe%20{passport}"},
        "unsubscribe-post": {"name": "List-Unsubscribe=One-Click"},
    }


@tried(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(subject=_words, name=_words)
def test_no_words_of_a_subject_or_a_name_are_more_than_words(subject: str, name: str, mailparser: Child) -> None:
    letter = Letter(replace(EDITION, subject=subject), ENVELOPE, NOW)
    (mail,) = read(mailparser, letter.to(Recipient(READER, name, 7, "P" * 28)))
    assert mail["subject"] == subject
    assert mail["to"] == [{"name": name, "address": READER}]
    assert sorted(mail["names"]) == sorted(HEADERS)
    assert (mail["html"], mail["text"]) == tuple(
        part.replace(EDITION.pass_mark, "P" * 28) for part in (EDITION.html, EDITION.text)
    )


@tried(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(text=_lines, html=_lines)
def test_a_text_comes_back_letter_for_letter(text: str, html: str, mailparser: Child) -> None:
    letter = Letter(replace(EDITION, text=f"Tides\n{text}\n", html=f"<p>{html}</p>"), ENVELOPE, NOW)
    (mail,) = read(mailparser, letter.to(Recipient(READER, "", 7, "P" * 28)))
    assert mail["text"] == f"Tides\n{text}\n"
    assert mail["html"] == f"<p>{html}</p>"
