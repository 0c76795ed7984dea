"""The validator: what a template may not say, where it is said and what to write instead."""

import re

import pytest
from mjml import mjml2html

from newsletter.render.markup import DEEPEST, tokens
from newsletter.render.validator import Fault, Faulty, faults, validate
from newsletter.render.vocabulary import TAGS


def _faults(source: str) -> list[Fault]:
    return list(faults(source, tokens(source)))


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
    (_column("<mj-text color='#eEe'>x</mj-text>"), "three digits; write #eeEEee"),
    (_column("<mj-text color='gren'>x</mj-text>"), "a colour such as #1a2b3c"),
    (_column("<mj-text color=''>x</mj-text>"), "a colour such as #1a2b3c"),
    (_column("<mj-text letter-spacing='1'>x</mj-text>"), "write 1px"),
    (_column("<mj-text font-size='\u0661\u0666px'>x</mj-text>"), "expected pixels"),
    (_column("<mj-text class='a'>x</mj-text>"), "write css-class for a rule in mj-style"),
    (_column("<mj-text style='color:red'>x</mj-text>"), "write each property as an attribute"),
    (_column("<mj-text zebra='1'>x</mj-text>"), "there are align, color, container-background-color"),
    (_column("<mj-text href='1'>x</mj-text>"), "it is one of <mj-button>, <mj-image>, <mj-social-element>"),
    (_column("<mj-text colour='#eeeeee'>x</mj-text>"), "did you mean color?"),
    (_column("<mj-txt>x</mj-txt>"), "did you mean mj-text?"),
    (_column("<mj-image src='https://example.com/a.png' />"), 'needs alt="…"'),
    (_column("<mj-image alt='' src='https://example.com/a.png' sizes='1' />"), "sizes on <mj-image> is refused"),
    (_column("<mj-button>x</mj-button>"), 'needs href="…"'),
    (
        _column("<mj-text><mj-image src='x' alt='' /></mj-text>"),
        "cannot stand in <mj-text>, which holds HTML; close that first",
    ),
    (_column("<mjml lang='en' dir='ltr'></mjml>"), "it is the outermost tag, and there is one"),
    (_column("<mj-section></mj-section>"), "belongs in <mj-body> or <mj-wrapper>"),
    (_column("loose words"), "words stand directly in <mj-column>; put them in <mj-text>"),
    (_head("loose words"), "words stand directly in <mj-head>; take them out"),
    ("loose words", "words stand outside <mjml>"),
    (_column("\u00a0"), "no plain space, U+00A0, stands directly in <mj-column>; write a plain one"),
    (
        _column("<mj-text\u00a0color='#101010'>x</mj-text>"),
        "in <mj-text> stands a blank that is no plain space, U+00A0; write a plain one",
    ),
    (_column("<mj-text mj-class='a b'>x</mj-text>"), "of two classes the first alone counts"),
    (_column("<mj-text>a<p>b</mj-text>"), "closes nothing that is open here; <p> is to be closed first"),
    (_column("<mj-text>a"), "</mj-column> closes nothing that is open here; <mj-text> is to be closed first"),
    ("<mjml>", "<mjml> is never closed; write </mjml>"),
    (_column("<mj-text>a < b</mj-text>"), "write &lt;"),
    (_column('<mj-text a="x>a</mj-text>'), "look for a quotation mark or a > too few"),
    (_column("<mj-text><p title=x>a</p></mj-text>"), 'title="x"'),
    (_column("<mj-text><!-- a -- b --></mj-text>"), "a comment cannot hold --"),
    (_column("<mj-text><!--a---></mj-text>"), "or end with -"),
    (_column("<mj-text><!-->x</mj-text>"), "begin with >"),
    (_column("<mj-divider><!-- x --></mj-divider>"), "cannot stand in <mj-divider>; write {# … #}"),
    (_column("<!--[if mso]>x<![endif]-->"), "a comment for Outlook stands in <mj-raw> or <mj-text>"),
    (_column("<mj-text><p @click='x'>a</p></mj-text>"), "no such name as @click"),
    (_column("<mj-text><o:p:q>a</o:p:q></mj-text>"), "no such name as o:p:q"),
    (_column("<mj-text><script></script></mj-text>"), "mail clients drop scripts"),
    (_column("<MJ-TEXT>a</MJ-TEXT>"), "in small letters"),
    ("<!doctype html><mjml></mjml>", "MJML has no doctype"),
    (_column("<mj-include path='x' />"), "write {% include %}"),
    (_body("<mj-text>x</mj-text>"), "belongs in <mj-column> or <mj-hero>"),
    (_body("<mj-hero mode='fluid-height'></mj-hero>"), "expected fixed-height"),
    (_body("<mj-wrapper gap='10px'></mj-wrapper>"), "gap on <mj-wrapper> is refused"),
    (_body("<div></div>"), "MJML has no <div>; HTML goes into <mj-text>"),
    (_column("<img src='a'>"), "MJML has no <img>; write <mj-image>"),
    (_column("<mj-qqq />"), "HTML of your own goes into <mj-text> or <mj-raw>"),
    (_column("<mj-divider>x</mj-divider>"), "words stand directly in <mj-divider>"),
    (_column("<mj-divider><b></b></mj-divider>"), "<mj-divider> holds nothing; take <b> out"),
    (_head("<mj-title>a <b>c</b></mj-title>"), "<mj-title> holds words alone; take <b> out"),
    (_head("<mj-style>@media (width<480px) {}</mj-style>"), "a style sheet cannot hold <"),
    (_head("<mj-style>a {}\f</mj-style>"), "the control character U+000C"),
    (_head("<mj-style>.a { content: '\u2019>' }</mj-style>"), "write two blanks before it"),
    (_column("<mj-raw><style>]]></style></mj-raw>"), "write two blanks before it"),
    (_head("<mj-style />"), "<mj-style /> says nothing"),
    (_head("<mj-style inline='inline'>a {}</mj-style>"), "inline on <mj-style> is refused"),
    (_head("<mj-html-attributes></mj-html-attributes>"), "<mj-html-attributes> is refused"),
    (_head("<mj-font name='x' href='https://example.com' />"), "<mj-font> is refused"),
    (_head("<mj-attributes><mj-text padding='0 10px' /></mj-attributes>"), "write 0px"),
    (_head("<mj-attributes><mj-all colour='red' /></mj-attributes>"), "did you mean color?"),
    (_head("<mj-attributes><mj-class color='red' /></mj-attributes>"), 'needs name="…"'),
    ("<mjml><mj-body></mj-body></mjml>", 'needs lang="…": in a template lang="{{ language.tag }}"'),
    ("<mj-body></mj-body>", "belongs in <mjml>"),
]


@pytest.mark.parametrize(("source", "message"), FAULTY)
def test_a_fault_is_found_and_its_remedy_said(source: str, message: str) -> None:
    assert [said for _, said in _faults(source) if message in said]


def test_sound_mjml_has_no_faults() -> None:
    text = _column(
        '<mj-text padding="0px 20px" mj-class="quiet" css-class="a b">a <b class="">bold</b><br>word<wbr hidden></mj-text>'
    )
    head = _head('<mj-attributes><mj-text padding="0px" /><mj-class name="quiet" color="#101010" /></mj-attributes>')
    hero = _body('<mj-hero mode="fixed-height" height="100px"><mj-text>x</mj-text></mj-hero><mj-raw><hr></mj-raw>')
    assert not [*_faults(text), *_faults(head), *_faults(hero)]


def test_a_fault_says_where_in_the_mjml_it_is() -> None:
    source = _column('<mj-text colour="red">x</mj-text>')
    assert [source[offset : offset + 4] for offset, _ in _faults(source)] == ['red"']


def test_mjml_without_fault_is_let_through_and_all_faults_are_told_at_once() -> None:
    sound, wrong = _column("<mj-text>x</mj-text>"), _column("<mj-txt>x</mj-txt><mj-text colour='x'>x</mj-text>")
    validate(sound, tokens(sound))
    with pytest.raises(Faulty) as raised:
        validate(wrong, tokens(wrong))
    assert len(raised.value.faults) == 2


@pytest.mark.parametrize("depth", [DEEPEST, 10_000, 1_000_000])
def test_deep_nesting_is_refused_before_any_parser_sees_it(depth: int) -> None:
    deep = _column(f"<mj-text>{'<i>' * depth}{'</i>' * depth}</mj-text>")
    assert [said for _, said in _faults(deep)] == [f"tags are nested over {DEEPEST} deep; flatten them"]


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
_NEEDED = {
    "mj-image": 'src="https://a" alt="b" href="https://c"',
    "mj-button": 'href="https://a"',
    "mjml": 'lang="en" dir="ltr"',
}
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
    assert _rendered(_page(tag, shown)) != _rendered(_page("", ""))
