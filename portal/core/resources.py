"""Where content, translations and static files lie: beside the package or inside it.

In a checkout they stand at the top level; a wheel carries them within `portal/`.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def resource_dir(name: str) -> Path:
    """The folder `content`, `translations` or `static`; raises FileNotFoundError."""
    for folder in (PACKAGE / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the portal's {name}/ folder is missing from this installation")
