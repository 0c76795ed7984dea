"""What the page of one message in the local inbox says, made from its values. Pure."""

from dataclasses import dataclass

from newsletter.web.studio.table.inbox import Letter
from newsletter.web.studio.views.controls import Switch, View, switches
from newsletter.web.studio.views.listing import Row, rows


@dataclass(frozen=True, slots=True)
class LetterView:
    """The page's values."""

    letter: Letter
    view: View
    frame: str  # the address of the HTML part
    switches: tuple[Switch, ...]
    html: tuple[Row, ...]
    text: tuple[Row, ...]
    not_fetched: int  # pictures


def letter_view(letter: Letter, view: View, not_fetched: int) -> LetterView:
    """Everything on the page of one message."""
    return LetterView(
        letter=letter,
        view=view,
        frame=view.frame(f"{letter.path}/html", f"{not_fetched}"),
        switches=switches(view, letter.path),
        html=rows("html", letter.html),
        text=rows("text", letter.text),
        not_fetched=not_fetched,
    )
