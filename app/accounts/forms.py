"""How what people post about accounts is read, and what is wrong with it, beside each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts import emails, names, passwords, zones
from app.accounts.administration import MOST_EXTRA_TIME, MOST_PAUSE_MINUTES
from app.catalog.numbers import whole
from app.web.forms import Form
from app.web.visitor import Role

LONGEST_REASON = 500
Errors = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`typed_email` is what comes back in the form, `email` what is stored."""

    name: str
    typed_email: str
    email: str
    password: str
    errors: Errors


def new_account(
    form: Form, *, fixed_email: str = "", domains: frozenset[str] = frozenset()
) -> NewAccount:
    """A sign-up. With `fixed_email` (an invitation) the address is not asked for; with `domains`
    it has to belong to one of them.
    """
    errors = {}
    name = form.line("name")
    if trouble := names.problem(name):
        errors["name"] = trouble
    typed = fixed_email or form.line("email")
    email = ""
    try:
        email = emails.normalise(typed)
    except emails.BadAddress as error:
        errors["email"] = str(error)
    else:
        if domains and emails.domain_of(email) not in domains:
            listed = " or ".join(f"@{domain}" for domain in sorted(domains))
            errors["email"] = f"Accounts here need an address that ends in {listed}"
    password = form.get("password")
    if trouble := passwords.problem(password, email):
        errors["password"] = trouble
    return NewAccount(name, typed, email, password, errors)


@dataclass(frozen=True, slots=True)
class SignIn:
    typed_email: str
    email: str
    password: str
    errors: Errors


def sign_in(form: Form) -> SignIn:
    """Only what cannot be anybody's is refused here; whether it is right is not told apart."""
    errors = {}
    typed = form.line("email")
    email = ""
    try:
        email = emails.normalise(typed)
    except emails.BadAddress as error:
        errors["email"] = str(error)
    password = form.get("password")
    if not password:
        errors["password"] = "Please type your password"  # noqa: S105
    return SignIn(typed, email, password, errors)


@dataclass(frozen=True, slots=True)
class Address:
    typed: str
    email: str
    errors: Errors


def address(form: Form) -> Address:
    typed = form.line("email")
    try:
        return Address(typed, emails.normalise(typed), {})
    except emails.BadAddress as error:
        return Address(typed, "", {"email": str(error)})


def new_password(form: Form, email: str) -> tuple[str, Errors]:
    password = form.get("new_password")
    trouble = passwords.problem(password, email)
    return password, {"new_password": trouble} if trouble else {}


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    time_zone: str
    language: str
    errors: Errors


def profile(form: Form, languages: frozenset[str]) -> Profile:
    """`time_zone` "" stands for the site's own."""
    errors = {}
    name, zone, language = form.line("name"), form.line("time_zone"), form.line("language")
    if trouble := names.problem(name):
        errors["name"] = trouble
    if zone and zone not in zones.zones():
        errors["time_zone"] = "Please choose a time zone from the list"
    if language not in languages:
        errors["language"] = "Please choose a language from the list"
    return Profile(name, zone, language, errors)


def reason(form: Form, field: str) -> tuple[str, Errors]:
    """Why an administrator does something; it is written to the audit log."""
    why = form.line(field)
    if not why:
        return why, {field: "Please say why: it stands in the audit log"}
    if len(why) > LONGEST_REASON:
        return why, {field: f"Please use no more than {LONGEST_REASON} characters"}
    return why, {}


def roles(form: Form) -> frozenset[Role]:
    """The roles that were ticked; anything else is not a role and left out."""
    known = {role.value: role for role in Role}
    return frozenset(known[value] for value in form.all("roles") if value in known)


def extra_time(form: Form) -> tuple[int, Errors]:
    return whole_number(form, "extra_time", least=0, most=MOST_EXTRA_TIME)


def pause_minutes(form: Form) -> tuple[int, Errors]:
    return whole_number(form, "pause_minutes", least=0, most=MOST_PAUSE_MINUTES)


def whole_number(form: Form, field: str, *, least: int, most: int) -> tuple[int, Errors]:
    number = whole(form.line(field), None)
    if number is not None and least <= number <= most:
        return number, {}
    return 0, {field: f"Please type a whole number from {least} to {most}"}
