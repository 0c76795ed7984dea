"""The regions of a small newsletter."""

from collections.abc import Mapping

import pytest

from newsletter.model import Language, Region, Text

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")


def _region(slug: str, *languages: Language) -> Region:
    return Region(
        slug=slug,
        name=Text(slug),
        aliases=(),
        territory="GB",
        timezone="Europe/London",
        languages=languages,
        spelling="british",
        sender="letter@example.co.uk",
        reply_to=None,
        testers=(),
        legal=(),
        relay=None,
    )


@pytest.fixture(scope="session")
def regions() -> Mapping[str, Region]:
    return {"uk": _region("uk", ENGLISH), "middle-east": _region("middle-east", ENGLISH, ARABIC)}
