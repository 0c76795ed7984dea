"""Every key of settings.toml in tables: the least that a project can say, and each key's line, value and default."""

from collections.abc import Callable
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from newsletter.model.theme import DARK, LIGHT
from newsletter.settings import Settings

# The least that a project can say; each key below is put into its table in turn.
LEAST = """\
signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
#
[newsletter]
name = "The Quay"
base_url = "https://news.example.com"
#newsletter
[database]
#database
[spelling]
#spelling
[checks]
#checks
[theme]
#theme
[theme.logo]
src = "https://example.com/logo.png"
width = 180
#theme.logo
[theme.light]
#theme.light
[theme.dark]
#theme.dark
[theme.fonts]
#theme.fonts
[[sources]]
name = "journal"
kind = "folder"
path = "articles"
#sources
[regions.uk]
name = "United Kingdom"
territory = "GB"
timezone = "Europe/London"
languages = ["en_GB"]
sender = "letter@example.co.uk"
#regions
[regions.uk.rules]
#regions.rules
[regions.uk.rules.permit]
reference = "MHRA-1"
expires = 2030-12-31
[[regions.uk.greetings]]
on = "eid-al-fitr"
text = "Good wishes"
#regions.greetings
[regions.uk.theme]
#regions.theme
[regions.uk.theme.logo]
src = "https://example.com/uk.png"
width = 120
#regions.theme.logo
[regions.uk.theme.light]
#regions.theme.light
[regions.uk.theme.dark]
#regions.theme.dark
[regions.uk.theme.fonts]
#regions.theme.fonts
[regions.ie]
name = "Ireland"
territory = "IE"
timezone = "Europe/Dublin"
languages = ["en_IE"]
sender = "letter@example.ie"
[[ctas]]
id = "book"
#ctas
[ctas.uk]
label = "Book"
url = "https://example.co.uk/book"
#ctas.uk
[[ctas]]
id = "call"
uk = { label = "Call us", url = "https://example.co.uk/call" }
[[claims]]
claim = "sound sleep"
regions = ["ie"]
#claims
[campaigns.weekly]
template = "digest"
regions = ["uk"]
#campaigns
[campaigns.weekly.articles]
#campaigns.articles
[campaigns.weekly.audience]
#campaigns.audience
[campaigns.weekly.ctas]
#campaigns.ctas
[relays.main]
host = "smtp.example.com"
#relays
"""

# Where → a line as the contract writes it, what it makes of the settings, and what they are without it.
Look = Callable[[Settings], Any]
KEYS: dict[str, tuple[str, Look, Any, Any]] = {
    "newsletter.links": ('links = "utm"', lambda s: s.links, "utm", "redirect"),
    "newsletter.pictures": ('pictures = "linked"', lambda s: s.pictures, "linked", "served"),
    "newsletter.own_domains": ('own_domains = ["example.com"]', lambda s: s.own_domains, ("example.com",), ()),
    "old_signing_keys": ('old_signing_keys = ["older"]', lambda s: s.signing_keys[1:], (b"older",), ()),
    "database.url": ('url = "postgresql://db/x"', lambda s: s.database_url, "postgresql://db/x", None),
    "sources.url": ('url = "https://example.com/feed"', lambda s: s.sources[0].url, "https://example.com/feed", None),
    "sources.language": ('language = "ar_AE"', lambda s: s.sources[0].language.code, "ar_AE", "en_GB"),
    "sources.allow_hosts": ('allow_hosts = ["cms:8000"]', lambda s: s.sources[0].allow_hosts, ("cms:8000",), ()),
    "sources.regions": ('regions = ["ie"]', lambda s: s.sources[0].regions, ("ie",), ()),
    "sources.backlog": ('backlog = "seen"', lambda s: s.sources[0].backlog, "seen", "news"),
    "regions.parent": ('parent = "ie"', lambda s: s.regions["uk"].parent, "ie", None),
    "regions.aliases": ('aliases = ["UK"]', lambda s: s.regions["uk"].aliases, ("UK",), ()),
    "regions.spelling": ('spelling = "keep"', lambda s: s.regions["uk"].spelling, "keep", "british"),
    "spelling.keep": ('keep = ["aging"]', lambda s: s.house.keep, ("aging",), ()),
    "spelling.change": ('change = { specialty = "speciality" }', lambda s: s.house.change, (("specialty", "speciality"),), ()),
    "checks.clients": (
        'clients = ["hey", "gmail"]',
        lambda s: s.checks.clients,
        ("hey", "gmail"),
        ("apple-mail", "gmail", "outlook", "samsung-email", "yahoo"),
    ),
    "checks.allow": ('allow = { css-filter = "only grain" }', lambda s: s.checks.allow, {"css-filter": "only grain"}, {}),
    "regions.terms": ('terms = { GP = "family doctor" }', lambda s: s.regions["uk"].terms, {"GP": "family doctor"}, {}),
    "regions.watch": ('watch = { cure = "treat" }', lambda s: s.regions["uk"].watch, {"cure": "treat"}, {}),
    "regions.digits": ('digits = "arabic"', lambda s: s.regions["uk"].digits, "arabic", "latin"),
    "regions.calendar": ('calendar = "hijri"', lambda s: s.regions["uk"].calendar, "hijri", "gregorian"),
    "regions.currency": ('currency = "EUR"', lambda s: s.regions["uk"].currency, "EUR", None),
    "regions.phone": ('phone = "020 7946 0018"', lambda s: s.regions["uk"].phone, "+442079460018", None),
    "regions.reply_to": ('reply_to = "a@example.org"', lambda s: s.regions["uk"].reply_to, "a@example.org", None),
    "regions.testers": ('testers = ["a@example.org"]', lambda s: s.regions["uk"].testers, ("a@example.org",), ()),
    "regions.legal": ('legal = ["Quay Ltd."]', lambda s: [line.plain for line in s.regions["uk"].legal], ["Quay Ltd."], []),
    "regions.relay": ('relay = ["main"]', lambda s: s.regions["uk"].relay, "main", None),
    "regions.rules.banned": (
        'banned = { best = "say why" }',
        lambda s: [(one.phrase, one.remedy) for one in s.regions["uk"].rules.banned],
        [("best", "say why")],
        [],
    ),
    "regions.rules.allow": ('allow = ["Best Western"]', lambda s: s.regions["uk"].rules.allow, ("Best Western",), ()),
    "regions.rules.required": (
        'required = "Ask your doctor."',
        lambda s: [one.line.plain for one in s.regions["uk"].rules.required],
        ["Ask your doctor."],
        [],
    ),
    "regions.greetings.days": ("days = 3", lambda s: s.regions["uk"].greetings[0].days, 3, 1),
    "regions.greetings.confirmed": (
        "confirmed = 2026-03-20",
        lambda s: s.regions["uk"].greetings[0].confirmed,
        date(2026, 3, 20),
        None,
    ),
    "claims.reference": ('reference = "Trial 7"', lambda s: s.regions["uk"].rules.claims[0].reference, "Trial 7", ""),
    "claims.expires": ("expires = 2027-01-01", lambda s: s.regions["uk"].rules.claims[0].expires, date(2027, 1, 1), None),
    "ctas.aliases": ('aliases = ["4815162342"]', lambda s: s.ctas[0].aliases, ("4815162342",), ()),
    "ctas.valid_from": ("valid_from = 2026-12-01", lambda s: s.ctas[0].targets["uk"].valid_from, date(2026, 12, 1), None),
    "ctas.valid_until": ("valid_until = 2026-12-31", lambda s: s.ctas[0].targets["uk"].valid_until, date(2026, 12, 31), None),
    "ctas.track": ("track = false", lambda s: s.ctas[0].targets["uk"].track, False, True),
    "ctas.fallback": ('fallback = "call"', lambda s: s.ctas[0].fallback, "call", None),
    "ctas.uk.valid_from": ('valid_from = "2026-12-01"', lambda s: s.ctas[0].targets["uk"].valid_from, date(2026, 12, 1), None),
    "ctas.uk.valid_until": ("valid_until = 2026-12-31", lambda s: s.ctas[0].targets["uk"].valid_until, date(2026, 12, 31), None),
    "ctas.uk.style": ('style = "secondary"', lambda s: s.ctas[0].targets["uk"].style, "secondary", "primary"),
    "campaigns.subject": ('subject = "News"', lambda s: s.campaigns["weekly"].subject["uk"].plain, "News", "{lead}"),
    "campaigns.preheader": (
        'preheader = { uk = "More" }',
        lambda s: s.campaigns["weekly"].preheader["uk"].plain,
        "More",
        "{second}",
    ),
    "campaigns.approvals": ("approvals = 2", lambda s: s.campaigns["weekly"].approvals, 2, 1),
    "campaigns.schedule": (
        'schedule = { uk = ["mon,thu 09:00", "2026-12-01 07:30"] }',
        lambda s: dict(s.campaigns["weekly"].schedule),
        {"uk": ("mon,thu 09:00", "2026-12-01 07:30")},
        {},
    ),
    "campaigns.grace": ('grace = "1d"', lambda s: s.campaigns["weekly"].grace, timedelta(days=1), timedelta(hours=2)),
    "campaigns.articles.max": ("max = 3", lambda s: s.campaigns["weekly"].articles.max, 3, 6),
    "campaigns.articles.since_days": ("since_days = 30", lambda s: s.campaigns["weekly"].articles.since_days, 30, 7),
    "campaigns.articles.tags": ('tags = ["sea"]', lambda s: s.campaigns["weekly"].articles.tags, ("sea",), ()),
    "campaigns.articles.untranslated": (
        'untranslated = "omit"',
        lambda s: s.campaigns["weekly"].articles.untranslated,
        "omit",
        "show",
    ),
    "campaigns.articles.show": ('show = "full"', lambda s: s.campaigns["weekly"].articles.show, "full", "auto"),
    "campaigns.audience.tags": ('tags = ["vip"]', lambda s: s.campaigns["weekly"].audience_tags, ("vip",), ()),
    "campaigns.ctas.unresolved": ('unresolved = "drop"', lambda s: s.campaigns["weekly"].ctas.unresolved, "drop", "block"),
    "campaigns.ctas.fallback": ('unresolved = "fallback"\nfallback = "call"', lambda s: s.campaigns["weekly"].ctas.fallback, "call", None),
    "relays.preset": ('preset = "postmark"', lambda s: (s.relays["main"].port, s.relays["main"].tls), (587, "starttls"), (587, "starttls")),
    "relays.port": ("port = 465", lambda s: (s.relays["main"].port, s.relays["main"].tls), (465, "tls"), (587, "starttls")),
    "relays.tls": ('tls = "tls"', lambda s: s.relays["main"].tls, "tls", "starttls"),
    "relays.username": ('username = "me"', lambda s: s.relays["main"].username, "me", None),
    "relays.password": ('password = "x"', lambda s: s.relays["main"].password, "x", None),
    "relays.connections": ("connections = 3", lambda s: s.relays["main"].connections, 3, 20),
    "relays.rate": ('rate = "30/min"', lambda s: s.relays["main"].rate, 0.5, None),
    "relays.retry_for": ('retry_for = "2d"', lambda s: s.relays["main"].retry_for, timedelta(days=2), timedelta(hours=72)),
}  # fmt: skip

# The theme's, said for all regions or for one.
THEME_KEYS: dict[str, tuple[str, Any, Any]] = {
    "size": ("size = 20", 20, 18),
    "space": ("space = 24", 24, 40),
    "radius": ("radius = 0", 0, 3),
    "fonts.heading": ("heading = \"Charter, 'Noto Serif', serif\"", "Charter, 'Noto Serif', serif", "Georgia, 'Times New Roman', serif"),
    "fonts.text": ('text = "serif"', "serif", "Georgia, 'Times New Roman', serif"),
    "fonts.label": ('label = "Arial"', "Arial", "'Segoe UI', Helvetica, Arial, sans-serif"),
    "fonts.arabic": (
        'arabic = "Tahoma"',
        "Tahoma",
        "'Segoe UI', Tahoma, 'Geeza Pro', 'Noto Naskh Arabic', Arial, sans-serif",
    ),
    "logo.dark": ('dark = "https://example.com/dark.png"', "https://example.com/dark.png", None),
    **{
        f"{scheme}.{colour}": (f'{colour} = "{said}"', said, getattr(palette, colour))
        for scheme, palette, dark in (("light", LIGHT, False), ("dark", DARK, True))
        for colour, said in (
            ("desk", "#888888"),
            ("sheet", "#000000" if dark else "#ffffff"),
            ("ink", "#ffffff" if dark else "#000000"),
            ("muted", "#dddddd" if dark else "#333333"),
            ("accent", "#ffff00" if dark else "#000080"),
            ("on_accent", "#000000" if dark else "#eeeeee"),
            ("line", "#888888"),
        )
    },
}  # fmt: skip
KEYS |= {
    f"{at}.{key}": (line, lambda s, key=key, slug=slug: attrgetter(key)(s.regions[slug].theme), made, default)  # type: ignore[misc]
    for at, slug in (("theme", "ie"), ("regions.theme", "uk"))
    for key, (line, made, default) in THEME_KEYS.items()
}

# Keys that no file may hold; tests/settings/test_sources.py says them.
SECRET = {"sources.key"}

# Keys without a default, and the line that says each.
NEEDED = {
    "signing_key": 'signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"',
    "newsletter.name": 'name = "The Quay"',
    "newsletter.base_url": 'base_url = "https://news.example.com"',
    "theme.logo.src": 'src = "https://example.com/logo.png"',
    "theme.logo.width": "width = 180",
    "regions.theme.logo.src": 'src = "https://example.com/uk.png"',
    "regions.theme.logo.width": "width = 120",
    "sources.name": 'name = "journal"',
    "sources.kind": 'kind = "folder"',
    "sources.path": 'path = "articles"',
    "regions.name": 'name = "United Kingdom"',
    "regions.territory": 'territory = "GB"',
    "regions.timezone": 'timezone = "Europe/London"',
    "regions.languages": 'languages = ["en_GB"]',
    "regions.sender": 'sender = "letter@example.co.uk"',
    "regions.rules.permit.reference": 'reference = "MHRA-1"',
    "regions.rules.permit.expires": "expires = 2030-12-31",
    "regions.greetings.on": 'on = "eid-al-fitr"',
    "regions.greetings.text": 'text = "Good wishes"',
    "claims.claim": 'claim = "sound sleep"',
    "claims.regions": 'regions = ["ie"]',
    "ctas.id": 'id = "book"',
    "ctas.uk.label": 'label = "Book"',
    "ctas.uk.url": 'url = "https://example.co.uk/book"',
    "campaigns.template": 'template = "digest"',
    "campaigns.regions": 'regions = ["uk"]',
    "relays.host": 'host = "smtp.example.com"',
}
