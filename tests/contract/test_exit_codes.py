"""The exit codes, each from a real call: 0 done, 1 failed, 2 usage, 3 blocked, 4 partly sent, 130 interrupted.

4 is held where a relay refuses somebody (tests/cli/test_send.py), 130 where a person interrupts (test_front_door.py).
"""

from pathlib import Path

import pytest

from newsletter import errors
from tests.cli.conftest import Run

CODES = {
    errors.NewsletterError: 1,
    errors.UsageError: 2,
    errors.NoProject: 2,
    errors.Blocked: 3,
    errors.PartlySent: 4,
}


def test_each_error_has_its_code_and_every_other_is_1() -> None:
    every = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.NewsletterError)
    ]
    assert {kind: kind.exit_code for kind in every} == {kind: CODES.get(kind, 1) for kind in every}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["plan"], 0),
        (["--help"], 0),
        (["db", "status"], 2),
        (["render", "--out", "proof", "--date", "1999-12-31"], 3),
        (["subscribers", "show", "nobody@example.org"], 1),
        (["campaigns", "pause", "weekly"], 2),
        (["campaigns", "resume", "weekly"], 2),
        (["campaigns", "cancel", "weekly", "--yes"], 2),
        (["deliveries", "list"], 0),
        (["deliveries", "resend", "--yes"], 0),
        (["deliveries", "resend", "--state", "queued", "--yes"], 2),
        (["deliveries", "close"], 0),
        (["deliveries", "close", "--state", "accepted"], 2),
    ],
)
def test_a_call_ends_with_its_code(
    run: Run, desk: Path, words: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if words[0] == "db":
        monkeypatch.delenv("NEWSLETTER_DATABASE__URL")
    assert run(*words).code == code
