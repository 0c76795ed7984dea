"""What is a mail address, what is none, and how one is written for the wire."""

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from newsletter.deliver.address import ascii_address


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("ana@example.org", "ana@example.org"),
        ("Ana.Lee+news@Example.ORG", "Ana.Lee+news@example.org"),
        ("o'neil_{x}@mail.example.co.uk", "o'neil_{x}@mail.example.co.uk"),
        ("ana@Bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
        ("ana@مثال.example", "ana@xn--mgbh0fb.example"),
        ("ana@a--b.example", "ana@a--b.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_has_one_form_on_the_wire(written: str, sent: str) -> None:
    assert ascii_address(written) == sent
    assert ascii_address(sent) == sent


NO_ADDRESSES = [
    *["", "ana", "@", "ana@", "@example.org", "a b@example.org", "a..b@example.org", ".a@example.org", "a@b@c.org"],
    *["ana@example..org", "ana@-example.org", "ana@example-.org", "ana@exa_mple.org", "ana@example.org.", "a@b c.org"],
    *["é@example.org", '"a b"@example.org', "ana@[127.0.0.1]", "ana@b.org>", "<ana@b.org>", "ana,b@example.org"],
    *["ana@example.org\r\nRSET", "ana\n@example.org", "ana@exam\0ple.org", "ana@\u2028.org", "ana@\udcff.org"],
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        ascii_address(text)


@pytest.mark.parametrize(
    "text",
    ["a" * 65 + "@example.org", "a@" + "b" * 300, "a@" + "b." * 50_000 + "org", "a@" + "é" * 100_000, "@" * 10**6],
)
def test_a_long_address_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match="too long for a mail address"):
        ascii_address(text)


def test_a_label_has_63_characters_at_most() -> None:
    assert ascii_address(f"a@{'b' * 63}.org")
    with pytest.raises(ValueError, match="not a mail address"):
        ascii_address(f"a@{'b' * 64}.org")


@tried(deadline=None, max_examples=200)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_taken_is_one_word_that_no_command_can_be_broken_with(local: str, domain: str) -> None:
    try:
        address = ascii_address(f"{local}@{domain}")
    except ValueError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' <>()[],;:\\"')
