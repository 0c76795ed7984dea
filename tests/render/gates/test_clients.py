"""The gate on client support."""

from collections.abc import Callable

from newsletter.model import Checks
from newsletter.render.clients import support
from newsletter.render.gates.clients import clients
from newsletter.render.gates.draft import Draft
from newsletter.render.mjml import to_html

Make = Callable[..., Draft]
FLEX = "\n<p style='display:flex'>x</p><p style='display:flex'>y</p>"


def test_a_feature_that_a_program_lacks_is_told_once_with_programs_date_and_place(draft: Make) -> None:
    (finding,) = clients(draft(body=FLEX))
    assert (finding.level, finding.line, finding.column) == ("warning", 2, 1)
    assert finding.message == (
        f"display:flex means nothing to Outlook (Windows, Windows Mail) (caniemail, {support().date})"
    )
    assert 'allow = { css-display-flex = "…" }' in finding.remedy


def test_only_the_programs_of_the_settings_count(draft: Make) -> None:
    assert not list(clients(draft(body=FLEX, checks=Checks(clients=("apple-mail", "gmail")))))


def test_what_the_settings_allow_is_allowed(draft: Make) -> None:
    assert not list(clients(draft(body=FLEX, checks=Checks(allow={"css-display-flex": "they stand below each other"}))))


def test_what_degrades_well_is_not_told(draft: Make) -> None:
    assert not list(clients(draft(body="<p style='border-radius:3px'>x</p>")))


def test_what_mjml_writes_by_itself_is_known_to_do_no_harm(draft: Make) -> None:
    source = """<mjml lang="en-GB" dir="ltr"><mj-body><mj-wrapper background-url="https://example.com/a.png">
        <mj-section full-width="full-width" background-url="https://example.com/a.png" background-size="cover">
        <mj-group><mj-column border-radius="3px"><mj-text>Words</mj-text><mj-button href="https://example.com">Book</mj-button>
        <mj-image src="https://example.com/a.png" srcset="https://example.com/a.png 2x" alt="" fluid-on-mobile="true" />
        <mj-table><tr><td>7</td></tr></mj-table><mj-divider /><mj-spacer height="20px" />
        <mj-social><mj-social-element src="https://example.com/a.png" alt="" href="https://example.com">Us</mj-social-element></mj-social>
        </mj-column></mj-group></mj-section></mj-wrapper>
        <mj-hero mode="fixed-height" height="200px" background-url="https://example.com/a.png"><mj-text>Words</mj-text></mj-hero>
        </mj-body></mjml>"""
    assert [finding.message for finding in clients(draft(html=to_html(source)))] == []
