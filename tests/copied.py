"""Two articles of our own: one as it is copied from a web page, and one that means harm."""

COPIED = """\
X

A New Splint Brings Hope to Paralysed Hands

A light splint may soon give sailors back a grip that an injury took away. For now, those who want one are traveling a long way to have it fitted.

The workshop takes a cast of the patient’s hand and lays specialised fibres along the tendons. The neurones that still answer are enough to close it on a rope.

When a nerve is cut, the muscles it served fall silent. Neurones grow back slowly, and glia-neurones, which feed them, more slowly still.

Nobody promises a paralysed hand its old strength. The splint has not been approved in the UK or the United States, and those who made it say so first.

Some patients are traveling by sea — many traveling to Lisbon for a week of fittings. Most tie a bowline on the last day and in some cases,\u00a0 laugh.

Source: Behavioral studies of the traveled hand

{{cta(‘7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310’)}}





Quay Middle East:
Related Post
"""

HOSTILE = f"""\
<h1>Reading {{{{ 7*7 }}}} the Sea</h1>
<p title="حَرَكَات">{{{{ 7*7 }}}} {{% include "/etc/passwd" %}} and <mj-include path="/etc/passwd"/> words.</p>
<script>alert(1)</script>
<p onclick="steal()">Click <a href="javascript:alert(1)">here</a>, &lt;script&gt;kept as words&lt;/script&gt;.</p>
<p>Right \u202eturned\u202c words.</p>
<p><img src="https://www.example.com/a.jpg" alt="قَارِب “quoted” \u202ex" onerror="steal()"></p>
{"<div>" * 20_000}deep words{"</div>" * 20_000}
<p>{"{{cta(" * 17_000}</p>
<p>The end.</p>
"""
