"""The cookies there are: the session's token, a message for the next page, one preference."""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from app.core.settings import Settings

_FLASH_MAX = 300


def session_cookie(settings: Settings) -> str:
    """The name of the session's cookie."""
    return _named(settings, "clauseway")


def _named(settings: Settings, name: str) -> str:
    """The __Host- prefix binds a cookie to this host, which browsers grant over HTTPS only."""
    return f"__Host-{name}" if settings.is_secure else name


def set_session(response: Response, settings: Settings, token: str) -> None:
    response.set_cookie(
        session_cookie(settings),
        token,
        max_age=settings.session_days * 86_400,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def end_session(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        session_cookie(settings), path="/", secure=settings.is_secure, httponly=True, samesite="lax"
    )


def set_flash(response: Response, settings: Settings, secret: str, message: str) -> None:
    """Keep a sentence for the next page that is shown."""
    signed = _signer(secret).dumps(message[:_FLASH_MAX])
    response.set_cookie(
        _named(settings, "flash"),
        str(signed),
        max_age=60,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def read_flash(request: Request, settings: Settings, secret: str) -> str:
    signed = request.cookies.get(_named(settings, "flash"))
    if not signed:
        return ""
    try:
        return str(_signer(secret).loads(signed))
    except BadSignature:
        return ""


def _signer(secret: str) -> URLSafeSerializer:
    # By itself it would sign with SHA-1.
    return URLSafeSerializer(
        secret,
        salt="flash",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def end_flash(response: Response, settings: Settings) -> None:
    """It was shown. Browsers let go of a __Host- cookie only where they would take one."""
    name = _named(settings, "flash")
    response.delete_cookie(name, path="/", secure=settings.is_secure, httponly=True, samesite="lax")


def set_shortcut(response: Response, settings: Settings, *, on: bool) -> None:
    """Whether the key "/" leads to search in this browser; it does unless somebody turns it off."""
    response.set_cookie(
        _named(settings, "shortcut"),
        "on" if on else "off",
        max_age=400 * 86_400,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def shortcut_is_on(request: Request, settings: Settings) -> bool:
    return request.cookies.get(_named(settings, "shortcut")) != "off"
