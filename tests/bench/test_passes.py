"""Passes signed a second, beside the bare HMAC that each of them needs."""

import hmac
from datetime import date
from typing import TYPE_CHECKING

import pytest

from newsletter.ctas.links import Signer, read_pass, verify
from newsletter.model import Issue

if TYPE_CHECKING:
    from tests.bench.conftest import Race

pytestmark = pytest.mark.bench

KEY = b"k" * 32
ISSUE = Issue("weekly", "uk", date(2026, 11, 19))
NUMBER = 1000


def test_passes_signed(race: "Race") -> None:
    signer = Signer([KEY], ISSUE)
    race(
        "Passes signed a second",
        NUMBER,
        (
            ("Signer.sign", lambda: [signer.sign(number) for number in range(NUMBER)]),
            (
                "hmac.digest, nothing else",
                lambda: [hmac.digest(KEY, number.to_bytes(8, "big"), "sha256") for number in range(NUMBER)],
            ),
        ),
    )
    passes = [read_pass(signer.sign(number)) for number in range(NUMBER)]
    assert all(
        found and found.delivery == number and verify(found, ISSUE, [KEY]) for number, found in enumerate(passes)
    )
