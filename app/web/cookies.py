"""The cookies there are: the session's token, a message for the next page, one preference."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from app.core.settings import Settings

_FLASH_MAX = 300


def session_cookie(settings: Settings) -> str:
    """The cookie's name. The __Host- prefix binds it to this host, which browsers grant over HTTPS only."""
    return "__Host-clauseway" if settings.is_secure else "clauseway"


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
    signed = URLSafeSerializer(secret, salt="flash").dumps(message[:_FLASH_MAX])
    response.set_cookie(
        "flash",
        str(signed),
        max_age=60,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def read_flash(request: Request, secret: str) -> str:
    signed = request.cookies.get("flash")
    if not signed:
        return ""
    try:
        return str(URLSafeSerializer(secret, salt="flash").loads(signed))
    except BadSignature:
        return ""


def set_shortcut(response: Response, settings: Settings, *, on: bool) -> None:
    """Whether the key "/" leads to search in this browser; it does unless somebody turns it off."""
    response.set_cookie(
        "shortcut",
        "on" if on else "off",
        max_age=400 * 86_400,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def shortcut_is_on(request: Request) -> bool:
    return request.cookies.get("shortcut") != "off"
