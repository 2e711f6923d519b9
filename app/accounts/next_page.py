"""Where signing in leads on to: pages of this site only, so that no link can carry people off."""

from __future__ import annotations

from urllib.parse import urlsplit

MAX_LENGTH = 2000


def own_path(address: str) -> str:
    r"""`address` when it is a path of this site, else "".

    Browsers read a backslash as a slash and drop tabs and line breaks, so that `/\evil.example`
    would leave the site; anything but plain printable ASCII is refused.
    """
    if len(address) > MAX_LENGTH or not address.startswith("/") or address.startswith("//"):
        return ""
    if "\\" in address or any(not "!" <= char <= "~" for char in address):
        return ""
    parts = urlsplit(address)
    return "" if parts.scheme or parts.netloc else address
