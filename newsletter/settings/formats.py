"""What a region's `currency` and `phone` may hold: codes and numbers that exist, each refused with its remedy."""

import re
from typing import Annotated

import phonenumbers
from babel.numbers import is_currency
from pydantic import AfterValidator, ValidationInfo

_CODE = re.compile(r"[A-Z]{3}")


def _currency(code: str) -> str:
    if not _CODE.fullmatch(code) or not is_currency(code):
        raise ValueError("not a currency; write its three letters (ISO 4217), like GBP or AED")
    return code


def _phone(said: str, info: ValidationInfo) -> str:
    """The number in E.164; without a country's code it is one of the region's territory."""
    try:
        number = phonenumbers.parse(said, info.data.get("territory"))
    except phonenumbers.NumberParseException:
        number = phonenumbers.PhoneNumber()
    # What is not the number itself would be lost on the way to E.164.
    if number.extension or not phonenumbers.is_valid_number(number):
        raise ValueError("not a telephone number; write it with its country, like +44 20 7946 0018, no extension")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


Currency = Annotated[str, AfterValidator(_currency)]
Phone = Annotated[str, AfterValidator(_phone)]
