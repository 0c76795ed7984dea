"""CTAs as HubSpot renders them: each of them is one CTA, whatever it is made of."""

import pytest

from newsletter.ctas.shortcodes import extract

GUID = "5d0b3c1e-7a42-4f6b-9c88-1e2f3a4b5c6d"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
REDIRECT = f"https://cta.example.com/cta/redirect/4711/{GUID}"
PICTURE = f"https://no-cache.example.com/cta/default/4711/{GUID}.png"
PUBLIC = f"https://www.example.com/hs/cta/ctas/v2/public/cs/c/?cta_guid={OTHER}&placement_guid={GUID}&portal_id=4711"
INTERACTIVE = (
    "https://www.example.com/track/redirect?encryptedPayload=x%3D&webInteractiveContentId=169876543210&portalId=1"
)

LEGACY = (
    f'<!--HubSpot Call-to-Action Code--><span class="hs-cta-wrapper" id="hs-cta-wrapper-{GUID}">'
    f'<span class="hs-cta-node hs-cta-{GUID}" id="hs-cta-{GUID}"><!--[if lte IE 8]><div id="hs-cta-ie-element"></div>'
    f'<![endif]--><a href="{REDIRECT}" target="_blank"><img class="hs-cta-img" id="hs-cta-img-{GUID}" src="{PICTURE}"'
    ' alt="Visit us"/></a></span><script charset="utf-8" src="https://js.example.com/cta/current.js"></script>'
    f"<script type=\"text/javascript\"> hbspt.cta.load(4711, '{GUID}', {{}});</script></span>"
    "<!-- end HubSpot Call-to-Action Code -->"
)
NEW = (
    '<div class="hs-cta-embed hs-cta-simple-placeholder hs-cta-embed-169876543210" style="max-width:100%"'
    f' data-hubspot-wrapper-cta-id="169876543210"><a href="{INTERACTIVE}" target="_blank" rel="noopener"'
    ' crossorigin="anonymous"><img alt="Visit us" src="https://www.example.com/interactive-169876543210.png"/></a></div>'
)

ONE_CTA = {
    "legacy block": (LEGACY, GUID),
    "legacy block, upper case": (LEGACY.replace(GUID, GUID.upper()), GUID),
    "legacy block, single quotes": (LEGACY.replace("load(4711, '", "load(4711, `").replace('"', "'"), GUID),
    "legacy block on many lines": (LEGACY.replace('" ', '"\n  '), GUID),
    "wrapper without its comments": (LEGACY[LEGACY.index("<span") : LEGACY.rindex("<!--")], GUID),
    "wrapper known by its node only": (f'<span class="hs-cta-wrapper"><i class="hs-cta-node hs-cta-{GUID}">x</i></span>', GUID),
    "link of a mail": (f'<a href="{REDIRECT}"><img src="{PICTURE}" alt="Visit us"></a>', GUID),
    "picture alone": (f'<img class="hs-cta-img" src="{PICTURE}">', GUID),
    "public link": (f'<a href="{PUBLIC.replace("&", "&amp;")}">Visit <b>us</b></a>', GUID),
    "public link, its values in another order": (f'<a href="https://x.example/ctas/v2/public/cs/c/?placement_guid={GUID}&cta_guid={OTHER}">Go</a>', GUID),
    "public link in the text": (PUBLIC, GUID),
    "public link between angles": (f"<{PUBLIC}>", GUID),
    "public link, escaped in the text": (PUBLIC.replace("&", "&amp;"), GUID),
    "Markdown link": (f"[Visit us]({PUBLIC})", GUID),
    "Markdown link with a title": (f"[Visit [all] of us](<{REDIRECT}> “Come in”)", GUID),
    "Markdown picture": (f"![Visit us]({PICTURE})", GUID),
    "Markdown picture in a link": (f"[![Visit us]({PICTURE})]({REDIRECT})", GUID),
    "new block": (NEW, "169876543210"),
    "new block, upper case": (NEW.replace("div", "DIV"), "169876543210"),
    "new link": (f'<a href="{INTERACTIVE}">Go</a>', "169876543210"),
    "new link in the text": (INTERACTIVE, "169876543210"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "cta"), ONE_CTA.values(), ids=ONE_CTA.keys())
def test_a_rendered_cta_is_one_marker_and_nothing_of_it_stays(form: str, cta: str) -> None:
    found = extract(f"Before\n\n{form}\n\nAfter", salt="s")
    assert [(token.id, token.line) for token in found.tokens] == [(cta, 3)]
    lines = "\n" * form.count("\n")  # what follows keeps its line number
    assert found.source == f"Before\n\n⟦cta:s:0⟧{lines}\n\nAfter"
    assert found.faults == ()


REFUSED = {
    "no placement": f"https://x.example/ctas/v2/public/cs/c/?cta_guid={OTHER}",
    "short GUID": f"https://x.example/cta/redirect/4711/{GUID[:-1]}",
    "interactive without number": "https://x.example/?webInteractiveContentId=abc",
    "embed without id": '<div class="hs-cta-embed">x</div>',
    "long GUID": f'<span class="hs-cta-wrapper" id="hs-cta-wrapper-{GUID}0"></span>',
}


@pytest.mark.parametrize("form", REFUSED.values(), ids=REFUSED.keys())
def test_a_rendered_cta_without_a_good_id_is_a_fault(form: str) -> None:
    found = extract(f"Before {form} after", salt="s")
    assert found.tokens == ()
    assert [(fault.line, fault.column) for fault in found.faults] == [(1, 8)]
    assert found.source.split() == ["Before", "after"]


def test_an_unclosed_wrapper_is_a_fault_and_takes_no_prose_along() -> None:
    found = extract(f'<p><span class="hs-cta-wrapper" id="hs-cta-wrapper-{GUID}"></p><p>The tide turns.</p>', salt="s")
    assert found.source == "<p></p><p>The tide turns.</p>"
    assert "not closed" in found.faults[0].message


def test_the_sentence_around_a_link_in_the_text_stays() -> None:
    assert extract(f"Book ({PUBLIC}), or call.", salt="s").source == "Book (⟦cta:s:0⟧), or call."
    assert extract(f"Book here: {REDIRECT}. Or call.", salt="s").source == "Book here: ⟦cta:s:0⟧. Or call."


def test_two_blocks_in_a_row_are_two_ctas() -> None:
    second = LEGACY.replace(GUID, OTHER)
    assert [token.id for token in extract(LEGACY + second, salt="s").tokens] == [GUID, OTHER]


def test_a_shortcode_within_a_link_to_the_same_cta_is_one_cta() -> None:
    found = extract(f"<a href='{REDIRECT}'>{{{{cta('{GUID}')}}}}</a>", salt="s")
    assert (len(found.tokens), found.source) == (1, "⟦cta:s:0⟧")


def test_ordinary_links_and_classes_stay() -> None:
    source = '<p class="cta"><a class="hs-cta-button" href="https://example.com/cta/redirects">x</a></p>'
    assert extract(source, salt="s").source == source
