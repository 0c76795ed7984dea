"""The long proofs, run by `make torture`: each says in a line what it went through."""

from collections.abc import Callable

import pytest

Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Prints a line whether or not pytest shows what tests print."""

    def line(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}")

    return line
