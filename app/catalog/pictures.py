"""What counts as a picture, and how its address is made."""

from __future__ import annotations

from typing import Final

# So much of a picture's digest stands in its address.
MEDIA_DIGITS: Final = 16
PICTURE_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}
