"""Which browser on which system a session belongs to, in words people know."""

from __future__ import annotations

from flask_babel import gettext as _

# The first that occurs counts: most browsers also claim to be those further down.
BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe(agent: str) -> str:
    """Such as "Firefox on Windows"; what is not recognised is said to be unknown."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if not browser:
        return str(_("Unknown browser"))
    return (
        str(_("%(browser)s on %(system)s", browser=browser, system=system)) if system else browser
    )
