"""Gates on the HTML's build: each with a letter that it stops and one that it lets through."""

from collections.abc import Callable

import pytest

from newsletter.model import Language
from newsletter.render.gates import layout
from newsletter.render.gates.draft import Draft

Make = Callable[..., Draft]
ARABIC = Language("ar_AE")


@pytest.mark.parametrize(("kilobytes", "levels"), [(89, []), (95, ["warning"]), (103, ["error"])])
def test_size_warns_at_90_and_blocks_at_102_kilobytes(kilobytes: int, levels: list[str], draft: Make) -> None:
    body = "a" * (kilobytes * 1000 // 77 * 75)  # quoted-printable adds two bytes to a line of 75
    assert [finding.level for finding in layout.size(draft(body=body))] == levels


def test_size_is_that_of_what_is_sent(draft: Make) -> None:
    arabic = draft(body="ميناء" * 4000)
    decoded, encoded = layout.sizes(arabic.html)
    assert decoded < layout.NEARLY_CLIPPED < layout.CLIPPED < encoded
    assert [finding.level for finding in layout.size(arabic)] == ["error"]


def test_a_tag_that_is_not_closed_is_found_where_it_stands(draft: Make) -> None:
    (finding,) = layout.nesting(draft(html="<html>\n <p><b></p></html>"))
    assert (finding.line, finding.column) == (2, 8)


def test_mjml_that_was_not_rendered_is_found(draft: Make) -> None:
    assert [finding.message for finding in layout.tags(draft(body="<mj-foo>x</mj-foo>"))] == [
        "<mj-foo> was not turned into HTML"
    ]


def test_language_and_direction_are_asked_of_html_body_and_its_children(draft: Make) -> None:
    html = '<html lang="en-GB" dir="ltr"><body dir="ltr"><div lang="en-GB"></div><div></div></body></html>'
    said = [finding.message for finding in layout.language(draft(html=html))]
    assert said == [
        '<body> needs lang="en-GB", and has none',
        '<div> needs dir="ltr", and has none',
        '<div> needs lang="en-GB", and has none',
        '<div> needs dir="ltr", and has none',
    ]


def test_an_english_frame_around_an_arabic_edition_is_found(draft: Make) -> None:
    english = draft().html
    assert len(list(layout.language(draft(html=english, language=ARABIC)))) == 6


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ('<td style="direction:ltr;padding:0"><p dir="rtl">ميناء</p></td>', 1),
        ('<td style="direction: ltr">ميناء</td>', 1),
        ('<td style="direction:ltr"></td>', 1),
        ('<span dir="ltr" style="direction:ltr">5 mg</span>', 0),
        ('<td style="direction:ltr"><p dir="ltr">A story in English</p><p dir="rtl">ميناء</p></td>', 0),
        ('<td style="direction:ltr"><p dir="ltr">Ah</p><p class="draft" dir="rtl">ميناء</p></td>', 0),
        ('<td style="flex-direction:ltr">ميناء</td>', 0),
        ('<td style="direction:rtl">ميناء</td>', 0),
    ],
)
def test_left_to_right_is_found_in_arabic_but_for_isolated_words(body: str, count: int, draft: Make) -> None:
    assert len(list(layout.direction(draft(body=body, language=ARABIC)))) == count


def test_left_to_right_is_no_fault_in_english(draft: Make) -> None:
    assert not list(layout.direction(draft(body='<td style="direction:ltr">x</td>')))


@pytest.mark.parametrize("title", ["", "<title></title>", "<title> \n</title>"])
def test_a_letter_needs_a_title(title: str, draft: Make) -> None:
    assert len(list(layout.title(draft(html=f"<html><head>{title}</head></html>")))) == 1


def test_a_table_says_whether_it_is_layout(draft: Make) -> None:
    body = '<table></table><table role="presentation"></table><table role="table"></table>'
    assert len(list(layout.tables(draft(body=body)))) == 1


def test_a_picture_has_alternative_text_though_it_may_be_empty(draft: Make) -> None:
    (finding,) = layout.pictures(draft(body='<img src="https://a/b.png"><img src="x" alt="">'))
    assert "https://a/b.png" in finding.message


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" width="-250">',
        '<td style="width:-250px">',
        "<i style='max-width: -1px'>",
        '<!--[if mso]><td width="-9">-->',
    ],
)
def test_a_negative_size_is_found_in_tags_and_outlooks_comments(body: str, draft: Make) -> None:
    assert len(list(layout.widths(draft(html=body)))) == 1


def test_a_negative_margin_or_word_is_no_negative_size(draft: Make) -> None:
    assert not list(layout.widths(draft(body='<p style="margin-width:-1px;letter-spacing:-1px">width:-5</p>')))
