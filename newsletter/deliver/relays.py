"""Which relay a sender's own mail goes through, found from the address, so that nobody must look it up; for `init`."""

from typing import Any

import dns.exception
import dns.resolver

# How a domain's mail exchanger (MX) ends → host of the submission service, as the provider's own page gives it.
_PROVIDERS = {
    "google.com": "smtp.gmail.com",
    "googlemail.com": "smtp.gmail.com",
    "outlook.com": "smtp.office365.com",
    "zoho.com": "smtp.zoho.com",
    "zoho.eu": "smtp.zoho.eu",
    "messagingengine.com": "smtp.fastmail.com",
    "icloud.com": "smtp.mail.me.com",
    "yahoodns.net": "smtp.mail.yahoo.com",
    "mailgun.org": "smtp.mailgun.org",
    "ovh.net": "ssl0.ovh.net",
    "ionos.co.uk": "smtp.ionos.co.uk",
    "secureserver.net": "smtpout.secureserver.net",
}
_SECONDS = 3.0


def guess(address: str) -> dict[str, Any]:
    """The `[relays.main]` of a sender: the provider that takes the domain's mail, else `smtp.` before the domain."""
    domain = address.rpartition("@")[2]
    exchanger = _exchanger(domain)
    known = (host for ending, host in _PROVIDERS.items() if exchanger == ending or exchanger.endswith(f".{ending}"))
    return {"host": next(known, f"smtp.{domain}"), "port": 587, "tls": "starttls", "username": address}


def _exchanger(domain: str) -> str:
    try:
        records = dns.resolver.resolve(domain, "MX", lifetime=_SECONDS)
    except (dns.exception.DNSException, OSError):
        return domain
    return str(min(records, key=lambda record: record.preference).exchange).rstrip(".").lower()
