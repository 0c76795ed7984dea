"""The message that the benchmarks of delivery send: 60 kB, its twelve links signed, in the HTML and in the text."""

from datetime import UTC, date, datetime, timedelta

from newsletter.ctas.links import pass_mark
from newsletter.model import Edition, Issue, Language, Link

SIZE = 60_000  # bytes of a message, or nearly so
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ENGLISH = Language("en_GB")

_LINKS = 12
_WORDS = "High water comes fifty minutes later each day, and the sands are never twice the same. "
_PARAGRAPHS = 48  # as many as make a message of SIZE


def issue_of(number: int) -> Issue:
    """The issues of a campaign, one for each day."""
    return Issue("weekly", "uk", date(2026, 11, 26) + timedelta(days=number))


def edition_of(issue: Issue, key: bytes) -> Edition:
    """An edition whose messages have SIZE bytes."""
    mark = pass_mark(key, issue, ENGLISH)
    links = [_link(number, mark) for number in range(_LINKS)]
    story = f"<p>{_WORDS * 12}</p>\n" * (_PARAGRAPHS // _LINKS)
    html = "".join(f'{story}<p><a href="{link.href}">{link.label}</a></p>\n' for link in links)
    text = "\n".join(f"{_WORDS * 3}\n\n{link.label}: {link.href}\n" for link in links)
    return Edition(
        issue=issue,
        language=ENGLISH,
        subject="Reading the Tides",
        preheader="And the sands",
        html=f'<html lang="en-GB"><body>\n{html}</body></html>\n',
        text=text,
        pass_mark=mark,
        links=tuple(links),
        articles=(("journal:tides.md", "Reading the Tides"),),
        left_out=(),
        notes=(),
        findings=(),
        hash="4f" * 32,
    )


def _link(number: int, mark: str) -> Link:
    name = f"link{number:04}"
    href = f"https://news.example.com/c/{name}{mark}"
    url = f"https://www.harbour.test/book/{number}"
    return Link(name, f"story-{number}-button-1", f"Book walk {number}", url, href, True, "visit")
