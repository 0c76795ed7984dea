"""Every way of asking for a CTA, with the id and alignment it means or why it is refused; walked by several tests."""

GUID = "5d0b3c1e-7a42-4f6b-9c88-1e2f3a4b5c6d"
SALT = "0f1e2d"

_QUOTES = [
    ("'", "'"), ('"', '"'), ("‘", "’"), ("“", "”"), ("‚", "‘"), ("„", "“"), ("’", "’"), ("‹", "›"), ("«", "»"),
    ("»", "«"), ("′", "′"), ("‘", "′"), ("‘", "‵"), ("″", "″"), ("‛", "’"), ("`", "´"), ("''", "''"), ("＂", "＂"),
    ("'", "’"), ('"', "'"), ("“", "'"),
    ("&lsquo;", "&rsquo;"), ("&ldquo;", "&rdquo;"), ("&sbquo;", "&lsquo;"), ("&laquo;", "&raquo;"), ("&prime;", "&Prime;"),
    ("&quot;", "&quot;"), ("&apos;", "&apos;"), ("&#39;", "&#39;"), ("&#039;", "&#039;"), ("&#34;", "&#34;"),
    ("&#8216;", "&#8217;"), ("&#8220;", "&#8221;"), ("&#8242;", "&#8243;"), ("&#x2018;", "&#x2019;"), ("&#X201C;", "&#x201d;"),
    ("&amp;lsquo;", "&amp;rsquo;"), ("&amp;#8216;", "&amp;#8217;"), ("&amp;amp;quot;", "&amp;amp;quot;"),
    ("‘", "&rsquo;"), ("&#39;", "'"),
]  # fmt: skip
_NEED_NOT_MATCH = ["'", "‘", "″", "»", "&quot;", "&#8242;", "&amp;#8217;"]
_SPACES = [
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\u00a0",
    "\u202f",
    "\u2009",
    "\u3000",
    "&nbsp;",
    "&#160;",
    "&amp;nbsp;",
    " \u00a0 ",
]
_INVISIBLE = ["\u200b", "\ufeff", "\u2060", "\u00ad", "&#8203;", "<!-- seam -->", "<wbr>"]

WRITTEN: list[tuple[str, str]] = [
    *((f"{{{{cta({opening}{GUID}{closing})}}}}", "center") for opening, closing in _QUOTES),
    *((f"{{{{cta({opening}{GUID}{closing},{closing}justifyright{opening})}}}}", "right")
      for opening in _NEED_NOT_MATCH for closing in _NEED_NOT_MATCH),
    *((f"{{{{{space}cta{space}({space}'{GUID}'{space}){space}}}}}", "center") for space in _SPACES),
    *((f"{{{{c{sign}ta('{GUID[:9]}{sign}{GUID[9:]}')}}{sign}}}", "center") for sign in _INVISIBLE),
    *((f"{{{{ cta('{GUID}', '{word}') }}}}", word.lower().removeprefix("justify")) for word in
      ("justifyleft", "justifycenter", "justifyright", "justifyfull", "JustifyRight", "left", "center", "right", "full")),
    (f"{{{{cta(‘{GUID}’,‘justifyfull’)}}}}", "full"),
    (f"{{{{cta(&quot;{GUID}&quot;,&quot;justifyleft&quot;)}}}}", "left"),
    (f"{{{{ cta(' {GUID} ' , ' justifyright ') }}}}", "right"),
    (f"{{{{cta('{GUID.upper()}')}}}}", "center"),
    (f"{{{{cta('{GUID.title()}')}}}}", "center"),
    (f"{{{{CTA('{GUID}')}}}}", "center"),
    (f"{{{{- cta('{GUID}') -}}}}", "center"),
    (f"{{{{{{cta('{GUID}')}}}}}}", "center"),
    (f"&#123;&#123;cta('{GUID}')&#125;&#125;", "center"),
    (f"&lcub;&lcub;cta&lpar;'{GUID}'&rpar;&rcub;&rcub;", "center"),
    (f"{{{{cta('{GUID.replace('-', '‑')}')}}}}", "center"),
    (f"{{{{cta('<em>{GUID}</em>')}}}}", "center"),
    (f"{{<span>{{</span>cta('{GUID}')}}}}", "center"),
    (f'{{{{<span style="color:{{red}}">cta(</span>‘{GUID}’)}}}}', "center"),
    (f"{{{{<strong>cta</strong>(<a href='x'>‘{GUID}</a>’)}}<i></i>}}", "center"),
    (f"{{{{cta(<br>'{GUID}'<br/>)}}}}", "center"),
    (f'{{% cta guid="{GUID}" %}}', "center"),
    (f'{{%cta guid="{GUID}"%}}', "center"),
    (f"{{%- cta guid=“{GUID}” -%}}", "center"),
    (f"{{% cta guid=&quot;{GUID}&quot; align='justifyright' %}}", "right"),
    (f"{{% cta label='Don’t wait', guid = ‘{GUID}’ %}}", "center"),
    (f'{{% cta "main", guid="{GUID}", full_html=True %}}', "center"),
    (f'{{% module path="@hubspot/cta" guid="{GUID}" %}}', "center"),
    (f'{{% module "cta_1" path="@hubspot/cta", label="CTA", guid="{GUID}", no_wrapper=True %}}', "center"),
    (f'{{% module guid="{GUID}" path=”@hubspot/cta“ %}}', "center"),
    (f"[hubspot type=cta portal=4711 id={GUID}]", "center"),
    (f'[hubspot type="cta" portal="4711" id="{GUID}"]', "center"),
    (f"[hubspot portal=4711 id=&#8220;{GUID}&#8221; type=&#8220;cta&#8221;]", "center"),
    (f"[HubSpot\u00a0type=CTA portal=4711 id={GUID}]", "center"),
]  # fmt: skip

REFUSED: list[tuple[str, str]] = [
    ("{{ cta(content.cta_id) }}", "no text between quotes"),
    ("{{ cta(module.guid, 'left') }}", "no text between quotes"),
    (f"{{{{ cta({GUID}) }}}}", "no text between quotes"),
    (f"{{{{ cta('{GUID}) }}}}", "no text between quotes"),
    (f"{{{{ cta('{GUID}')|safe }}}}", "filter"),
    (f"{{{{ cta('{GUID}'|lower) }}}}", "filter"),
    ("{{ cta|safe }}", "filter"),
    (f"{{{{ cta_button('{GUID}') }}}}", "no function"),
    (f"{{{{ ctas('{GUID}') }}}}", "no function"),
    ("{{ cta }}", "parentheses"),
    ("{{ cta.guid }}", "parentheses"),
    (f"{{{{ cta['{GUID}'] }}}}", "parentheses"),
    (f"{{{{ cta('{GUID}') + 1 }}}}", "parentheses"),
    (f"{{{{ cta('{GUID}', 'left', 'x') }}}}", "3 arguments"),
    (f"{{{{ cta('{GUID}', 'middle') }}}}", "alignment"),
    (f"{{{{ cta('{GUID}', align='left') }}}}", "no text between quotes"),
    ("{{ cta() }}", "no text between quotes"),
    ("{{ cta('') }}", "no CTA id"),
    (f"{{{{ cta('{GUID[:-1]}') }}}}", "no CTA id"),
    (f"{{{{ cta('{GUID}0') }}}}", "no CTA id"),
    (f"{{{{ cta('{GUID.replace('-', '')}') }}}}", "no CTA id"),
    (f"{{{{ cta('g{GUID[1:]}') }}}}", "no CTA id"),
    ("{{ cta('12345') }}", "no CTA id"),
    ("{{ cta('123456789012345678901') }}", "no CTA id"),
    ("{{ cta('١٢٣٤٥٦') }}", "no CTA id"),
    (f"{{{{ cta('{GUID}'", "not closed"),
    (f"{{{{ cta('{GUID}')", "not closed"),
    (f"{{{{ cta('{GUID}') }}", "not closed"),
    (f"{{cta('{GUID}')}}", "not closed"),
    (f"{{cta('{GUID}')}}}}", "not closed"),
    ("{{cta(", "not closed"),
    ('{% cta guid="my_guid" %}', "no CTA id"),
    ("{% cta guid=my_guid %}", "no CTA id"),
    (f"{{% cta guid='{GUID}'|lower %}}", "attributes"),
    ("{% cta %}", "names no CTA"),
    (f'{{% cta_old guid="{GUID}" %}}', "no tag"),
    (f'{{% cta guid="{GUID}"', "not closed"),
    ('{% module path="@hubspot/cta" %}', "names no CTA"),
    (f'{{% module path="@hubspot/cta" guid="{GUID}"', "not closed"),
    ("[hubspot type=form portal=1 id=2]", "no CTA"),
    ("[hubspot type=cta portal=1]", "names no CTA"),
    (f"[hubspot type=cta id={GUID}", "not closed"),
    ("hs-cta-wrapper", "as words"),
    (f"⟦cta:{SALT}:0⟧", "mark"),
    (f"⟦<b>cta</b>:{SALT}:0⟧", "mark"),
    (f"<img alt=\"{{{{cta('{GUID}')}}}}\">", "within the tag <img>"),
]

UNTOUCHED = [
    "{{ 7*7 }}", "{% include 'x' %}", "{{ category }}", "{{ content.name }}", "{% module path='@hubspot/text' %}",
    "[hubspot](https://www.hubspot.com)", "[HubSpot blog](https://example.com)", "cta('x')", "a {b} c", "⟦note⟧",
    "[hub<br>spot type=cta id=1234567]", "{", "{{", "}}", "<!-- region: uk -->", "https://example.com/cta/redirected", "1 < 2 & 3 > 2", "<p title='{x}'>y</p>",
]  # fmt: skip

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

RENDERED: dict[str, tuple[str, str]] = {
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

REFUSED_RENDERED = {
    "no placement": f"https://x.example/ctas/v2/public/cs/c/?cta_guid={OTHER}",
    "short GUID": f"https://x.example/cta/redirect/4711/{GUID[:-1]}",
    "interactive without number": "https://x.example/?webInteractiveContentId=abc",
    "embed without id": '<div class="hs-cta-embed">x</div>',
    "long GUID": f'<span class="hs-cta-wrapper" id="hs-cta-wrapper-{GUID}0"></span>',
}

# HubSpot's code pasted as words: each class of it is told.
PASTED = f"&lt;span class=&quot;hs-cta-node hs-cta-{GUID}&quot;&gt;Visit us&lt;/span&gt;"

NUMBERS = ("123456", "169876543210", "12345678901234567890")  # 6 to 20 digits

# All that must resolve: the form, the CTA's id, the alignment.
UNDERSTOOD: list[tuple[str, str, str]] = [
    *((form, GUID, align) for form, align in WRITTEN),
    *((form, f"{number}", "center") for number in NUMBERS for form in (
        f"{{{{cta('{number}')}}}}", f"{{{{ cta(“{number}”) }}}}", f'{{% cta guid="{number}" %}}', f'{{% module path="@hubspot/cta" guid={number} %}}',
        f"[hubspot type=cta portal=4711 id={number}]",
    )),
    *((form, cta, "center") for form, cta in RENDERED.values()),
]  # fmt: skip
