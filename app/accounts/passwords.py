"""Which passwords are accepted: long ones that are not the address and not on everybody's list."""

from __future__ import annotations

from app.core.passwords import MAX_LENGTH, MIN_LENGTH

# The very common ones of at least twelve characters; length keeps the rest away.
_LISTED = """
000000000000 111111111111 112233445566 121212121212 123123123123 123456123456 123456789012
1234567890123 12345678901234 123456789abc 1234567890ab 1234567890qwe 1234567890-= 1q2w3e4r5t6y
1q2w3e4r5t6y7u 1qaz2wsx3edc 1qazxsw23edc abc123abc123 abcd12345678 abcdefghijkl abcdefghijklm
abcdefghijklmnopqrstuvwxyz administrator administrator1 adminadminadmin changemeplease
changemechangeme correcthorsebatterystaple footballfootball iloveyou1234 iloveyouiloveyou
letmeinletmein letmeinplease monkeymonkey password1234 password12345 password123456
password123456789 passwordpassword passw0rd1234 p@ssw0rd1234 p@ssword1234 princessprincess
qazwsxedcrfv qwerqwerqwer qwerty123456 qwerty1234567 qwertyqwerty qwertyuiop12 qwertyuiop123
qwertyuiop[] qwertyuiopasdf qwertyuiopasdfghjkl sunshinesunshine superadministrator
welcome12345 welcomewelcome zaq12wsxcde3 zaq1xsw2cde3 zxcvbnm12345 zxcvbnmasdfghjkl
"""
COMMON = frozenset(_LISTED.split())
FEWEST_DIFFERENT = 4
# What anybody would try first on a site like this one. What is left of a password without them has
# to be as much as what is left without the address.
OF_THIS_SITE = ("clauseway", "iso42001", "isoiec42001", "iso/iec42001", "42001", "administrator")
FEWEST_BESIDE = 6


def problem(password: str, email: str = "") -> str:
    """Why this password is refused, as a sentence; "" when it is accepted."""
    if len(password) < MIN_LENGTH:
        return f"Please use at least {MIN_LENGTH} characters. A sentence works well"
    if len(password) > MAX_LENGTH:
        return f"Please use no more than {MAX_LENGTH} characters"
    plain = "".join(password.lower().split())
    if _contains_address(plain, email):
        return "The password must not contain your e-mail address"
    if any(word in plain and len(plain) - len(word) < FEWEST_BESIDE for word in OF_THIS_SITE):
        return "This password is one of the first that are tried here. A sentence works well"
    if plain in COMMON or len(set(plain)) < FEWEST_DIFFERENT:
        return "This password is one of the first that are tried. A sentence works well"
    return ""


def _contains_address(plain: str, email: str) -> bool:
    """The whole address counts, and the part before the @ when that is most of the password."""
    if not email:
        return False
    address = email.lower()
    local = address.partition("@")[0]
    return address in plain or (
        len(local) >= 4 and local in plain and len(plain) - len(local) < FEWEST_BESIDE
    )
