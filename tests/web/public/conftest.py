"""An issue on its way to one reader: a link of it, and passes for the reader and for nobody."""

from dataclasses import dataclass
from datetime import date

import pytest

from newsletter.ctas.links import Signer
from newsletter.init import Answers, create
from newsletter.model import DeliveryState, Issue, Language, Link, Subscriber
from newsletter.pipeline import Kit, open_kit
from newsletter.schedule.desk import Desk
from newsletter.settings import load
from newsletter.store import clicks, deliveries, issues, subscribers

_LINK = Link(
    id="linkAAAA",
    slot="story-1-button-1",
    label="Book",
    target="https://www.example.com/middle-east/book?utm_source=newsletter&q=%C3%A9~",
    href="",
    tracked=True,
    cta="visit",
)
_AMAL = Subscriber("Amal@Example.org", "middle-east", Language("ar_AE"), "Amal")


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """One project for all: nothing here changes it."""
    project = tmp_path_factory.mktemp("public") / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    return open_kit(load(project, {}))


@dataclass(frozen=True, slots=True)
class Sent:
    """What a reader holds in hand, and what the house knows of it."""

    issue: Issue
    row: int  # the issue's id in the database
    delivery: int
    address: str
    link: str
    target: str
    passport: str
    nobody: str  # the pass of a test message

    @property
    def path(self) -> str:
        return f"/c/{self.link}{self.passport}"


@pytest.fixture
async def sent(desk: Desk) -> Sent:
    """Amal, who reads Arabic, has got an issue of the Middle East."""
    issue = Issue("weekly", "middle-east", date(2026, 11, 24))
    async with desk.pool.connection() as connection:
        await subscribers.merge(connection, [_AMAL], desk.now())
        row = await issues.create(connection, issue, None, desk.now())
        assert row is not None
        await clicks.save_links(connection, row.id, [_LINK])
        audience = deliveries.Audience("middle-east", ["en_GB", "ar_AE"], [])
        await deliveries.freeze(connection, row.id, audience, desk.now())
        (one,) = await deliveries.listed(connection, [row.id], [*DeliveryState])
    signer = Signer(desk.kit.settings.signing_keys, issue)
    passes = signer.sign(one.id), signer.sign(0)
    return Sent(issue, row.id, one.id, _AMAL.email, _LINK.id, _LINK.target, *passes)
