"""A letter's HTML for a frame in which it is only looked at: links lead nowhere, nothing is asked for beforehand. Pure.

The studio's frames and the proof use it. Their policy refuses whatever HTML loads, but a browser holds none against
`<link rel="preconnect">`: it connects, and somebody on the web learns who looks at the letter, and when.
"""

import re

# Links would open a window, which the frame's sandbox forbids: so a click leads nowhere.
_NO_WINDOW = '<base target="_blank">'
# A frame within may hold a <link> in an attribute, and no mail program shows one.
_ASKING = re.compile(r"<(?:link|iframe)(?=[\s/>])", re.IGNORECASE)
_IDLE = "<bgsound"  # HTML's parser takes it for the same as <link> (13.2.6.4.4), and no browser for anything


def inert(html: str) -> str:
    """The HTML without what asks and leads, as far as the sandbox and the policy of its frame do not see to it."""
    idle = _ASKING.sub(_IDLE, html)
    head, tag, rest = idle.partition("<head>")
    return f"{head}{tag}{_NO_WINDOW}{rest}" if tag else _NO_WINDOW + idle
