"""The validator: what a template may not say, where it is said and what to write instead."""

import re

import pytest
from mjml import mjml2html

from newsletter.errors import TemplateError
from newsletter.render.markup import DEEPEST
from newsletter.render.validator import faults, validate
from newsletter.render.vocabulary import TAGS


def _body(inner: str) -> str:
    return f'<mjml lang="en-GB" dir="ltr"><mj-body>{inner}</mj-body></mjml>'


def _column(inner: str) -> str:
    return _body(f"<mj-section><mj-column>{inner}</mj-column></mj-section>")


def _head(inner: str) -> str:
    return f'<mjml lang="en-GB" dir="ltr"><mj-head>{inner}</mj-head><mj-body></mj-body></mjml>'


FAULTY = [
    (_column("<mj-text padding='20px 20px 0 20px'>x</mj-text>"), "write 0px"),
    (_column("<mj-text padding-top='0'>x</mj-text>"), "write 0px"),
    (_column("<mj-text font-size='16'>x</mj-text>"), "write 16px"),
    (_column("<mj-text color='#eee'>x</mj-text>"), "a colour such as #1a2b3c"),
    (_column("<mj-text colour='#eeeeee'>x</mj-text>"), "did you mean color?"),
    (_column("<mj-txt>x</mj-txt>"), "did you mean mj-text?"),
    (_column("<mj-image src='https://example.com/a.png' />"), 'needs alt="…"'),
    (_column("<mj-image alt='' src='https://example.com/a.png' sizes='1' />"), "sizes on <mj-image> is refused"),
    (_column("<mj-button>x</mj-button>"), 'needs href="…"'),
    (_column("<mj-text><mj-image src='x' alt='' /></mj-text>"), "cannot stand in <mj-text>"),
    (_column("<mj-section></mj-section>"), "belongs in <mj-body> or <mj-wrapper>"),
    (_column("loose words"), "put them in <mj-text>"),
    (_column("<mj-text mj-class='a b'>x</mj-text>"), "of two classes the first alone counts"),
    (_column("<mj-text>a<p>b</mj-text>"), "closes nothing that is open"),
    (_column("<mj-text><p title=x>a</p></mj-text>"), 'title="x"'),
    (_column("<mj-text><!-- a -- b --></mj-text>"), "a comment cannot hold --"),
    (_column("<mj-text><script></script></mj-text>"), "mail clients drop scripts"),
    (_column("<MJ-TEXT>a</MJ-TEXT>"), "in small letters"),
    ("<!doctype html><mjml></mjml>", "MJML has no doctype"),
    (_column("<mj-include path='x' />"), "write {% include %}"),
    (_body("<mj-text>x</mj-text>"), "belongs in <mj-column> or <mj-hero>"),
    (_body("<mj-hero mode='fluid-height'></mj-hero>"), "expected fixed-height"),
    (_body("<mj-wrapper gap='10px'></mj-wrapper>"), "gap on <mj-wrapper> is refused"),
    (_body("<div></div>"), "MJML has no <div>"),
    (_head("<mj-style inline='inline'>a {}</mj-style>"), "inline on <mj-style> is refused"),
    (_head("<mj-html-attributes></mj-html-attributes>"), "<mj-html-attributes> is refused"),
    (_head("<mj-font name='x' href='https://example.com' />"), "<mj-font> is refused"),
    (_head("<mj-attributes><mj-text padding='0 10px' /></mj-attributes>"), "write 0px"),
    (_head("<mj-attributes><mj-all colour='red' /></mj-attributes>"), "did you mean color?"),
    (_head("<mj-attributes><mj-class color='red' /></mj-attributes>"), 'needs name="…"'),
    ("<mjml><mj-body></mj-body></mjml>", 'needs lang="…"'),
    ("<mj-body></mj-body>", "belongs in <mjml>"),
]


@pytest.mark.parametrize(("source", "message"), FAULTY)
def test_a_fault_is_found_and_its_remedy_said(source: str, message: str) -> None:
    assert [said for _, said in faults(source) if message in said]


def test_sound_mjml_has_no_faults() -> None:
    text = _column(
        '<mj-text padding="0px 20px" mj-class="quiet" css-class="a b">a <b class="">bold</b><br>word<wbr hidden></mj-text>'
    )
    head = _head('<mj-attributes><mj-text padding="0px" /><mj-class name="quiet" color="#101010" /></mj-attributes>')
    hero = _body('<mj-hero mode="fixed-height" height="100px"><mj-text>x</mj-text></mj-hero><mj-raw><hr></mj-raw>')
    assert not [*faults(text), *faults(head), *faults(hero)]


def test_a_fault_names_template_line_column_and_the_line_itself() -> None:
    source = _column('\n  <mj-text colour="red">x</mj-text>\n')
    with pytest.raises(TemplateError) as raised:
        validate(source, "digest.mjml.j2")
    assert str(raised.value).startswith("digest.mjml.j2: line 2, column 20 of its MJML: <mj-text> has no attribute")
    assert str(raised.value).endswith('\n    <mj-text colour="red">x</mj-text>')


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(TemplateError) as raised:
        validate(_column("<mj-txt>x</mj-txt><mj-text colour='x'>x</mj-text>"), "t")
    assert str(raised.value).count("of its MJML") == 2


@pytest.mark.parametrize("depth", [DEEPEST, 10_000, 1_000_000])
def test_deep_nesting_is_refused_before_any_parser_sees_it(depth: int) -> None:
    deep = _column(f"<mj-text>{'<i>' * depth}{'</i>' * depth}</mj-text>")
    assert [said for _, said in faults(deep)] == [f"tags are nested over {DEEPEST} deep; flatten them"]


# ── the table against mrml itself ──────────────────────────────────────────────────────────────────

_SAMPLES = {
    "any": "zqx",
    "colour": "#123457",
    "lengths": "37px 38px",
    "spacing": "3.7px",
    "number": "37",
    "direction": "rtl",
    "align": "right",
    "vertical": "bottom",
    "width": "full-width",
    "switch": "true",
    "email-language": "fa",
}
_NEEDED = {"mj-image": 'src="https://a" alt="b"', "mj-button": 'href="https://a"', "mjml": 'lang="en" dir="ltr"'}
_NEEDED |= dict.fromkeys(["mj-wrapper", "mj-section", "mj-hero"], 'background-url="https://b"')
_NEEDED |= {"mj-column": 'padding="1px"', "mj-table": 'border="1px solid"'}
_NEEDED["mj-social-element"] = 'src="https://a" alt="b" href="https://c"'
_ELSEWHERE = {"mj-class", "name", "mode"}  # classes: test_mjml; a hero has but the one mode
_HONOURED = [
    (tag, attribute, kind)
    for tag, entry in TAGS.items()
    for attribute, kind in entry.attributes.items()
    if "*" not in entry.attributes and attribute not in _ELSEWHERE
]


def _page(changed: str, attribute: str) -> str:
    """A page with every tag that has attributes; one of them with one attribute more."""

    def tag(name: str, inner: str = "") -> str:
        needed = _NEEDED.get(name, "")
        if name == changed:
            needed = re.sub(rf'\b{re.escape(attribute.partition("=")[0])}="[^"]*"', "", needed) + " " + attribute
        return f"<{name} {needed}>{inner}</{name}>"

    content = ["mj-text", "mj-button", "mj-image", "mj-divider", "mj-spacer"]
    column = tag(
        "mj-column",
        "".join([tag(name, "" if name == "mj-image" else "x") for name in content[:2]])
        + "".join(tag(name) for name in content[2:])
        + tag("mj-table", "<tr><td>a</td></tr>")
        + tag("mj-social", tag("mj-social-element", "x")),
    )
    body = tag("mj-wrapper", tag("mj-section", column)) + tag("mj-section", tag("mj-group", column)) + tag("mj-hero")
    return tag("mjml", tag("mj-head", tag("mj-breakpoint")) + tag("mj-body", body))


def _rendered(page: str) -> str:
    return str(mjml2html(page, disable_comments=False, fonts={}))


@pytest.mark.parametrize(("tag", "attribute", "kind"), _HONOURED)
def test_every_attribute_of_the_table_does_something(tag: str, attribute: str, kind: str) -> None:
    shown = f'{attribute}="{_SAMPLES.get(kind, "37px")}"'
    assert _rendered(_page(tag, shown)) != _rendered(_page(tag, ""))
