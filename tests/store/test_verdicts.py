"""What links answered is remembered for a while, and forgotten after it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.ctas.verdicts import Verdict
from newsletter.store.verdicts import Verdicts

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
FINE, BROKEN = Verdict("fine"), Verdict("broken", "it answers 404 (Not Found)")


def test_verdicts_come_back_as_they_were(tmp_path: Path) -> None:
    kept = Verdicts.of(tmp_path)
    kept.keep({"https://quay.co/a": FINE}, NOW)
    kept.keep({"https://quay.co/é": BROKEN}, NOW)
    asked = ["https://quay.co/a", "https://quay.co/é", "https://quay.co/b"]
    assert Verdicts.of(tmp_path).known(asked, NOW) == {asked[0]: FINE, asked[1]: BROKEN}


def test_what_is_too_old_goes_from_the_file(tmp_path: Path) -> None:
    kept = Verdicts.of(tmp_path)
    kept.keep({f"https://quay.co/{number}": BROKEN for number in range(50)}, NOW)
    size = kept.file.stat().st_size
    kept.keep({"https://quay.co/": FINE}, NOW + timedelta(hours=1))
    assert kept.file.stat().st_size < size / 20
    assert [path.name for path in kept.file.parent.iterdir()] == ["links.json"]


def test_a_verdict_from_the_future_does_not_hold(tmp_path: Path) -> None:
    kept = Verdicts.of(tmp_path)
    kept.keep({"https://quay.co/": FINE}, NOW)
    assert kept.known(["https://quay.co/"], NOW - timedelta(seconds=1)) == {}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"https://quay.co/": {}}', b"\xff"])
def test_a_damaged_file_knows_nothing_and_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    kept = Verdicts.of(tmp_path)
    kept.keep({"https://quay.co/": FINE}, NOW)
    kept.file.write_bytes(damage)
    assert kept.known(["https://quay.co/"], NOW) == {}
    kept.keep({"https://quay.co/": FINE}, NOW)
    assert kept.known(["https://quay.co/"], NOW) == {"https://quay.co/": FINE}
