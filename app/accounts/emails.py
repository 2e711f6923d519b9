"""Which e-mail addresses are accepted, and how one is written so that it is stored once."""

from __future__ import annotations

MAX_LENGTH = 254


class BadAddress(ValueError):
    """What is wrong with an address, in a sentence for the person who typed it."""


def normalise(typed: str) -> str:
    """The address in the one way it is stored. Raises BadAddress.

    The part before the @ is lowered too: no mail service in use tells `Lena@` from `lena@`, and
    people do not type their address the same way twice.
    """
    text = typed.strip()
    if not text:
        raise BadAddress("Please type your e-mail address")
    if "@" not in text:
        raise BadAddress("An @ is missing: for example, lena@northgate.example")
    # Its tables of characters cost every start 30 ms, and only forms with an address need them.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    local, _, domain = text.rpartition("@")
    if not local:
        raise BadAddress("The part before @ is missing: for example, lena@northgate.example")
    if not domain or "." not in domain.strip("."):
        raise BadAddress("The part after @ is not complete: for example, northgate.example")
    try:
        # Whether a domain takes mail is not asked: that would need a name server for every sign-up.
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadAddress(str(error)) from error
    if len(found.normalized) > MAX_LENGTH:
        raise BadAddress("This address is too long")
    return found.normalized.lower()


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]
