"""Every page of accounts and administration, and the site's own texts, under one router."""

from __future__ import annotations

from app.accounts.routes import account, admin, invitations, reset, sign_in, sign_up, site
from app.web.pages import Pages

pages = Pages()
for part in (sign_in, sign_up, reset, account, invitations, admin, site):
    pages.include(part.pages)

__all__ = ["pages"]
