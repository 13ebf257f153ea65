"""Offices' WeChat QR codes, for every page that says whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts import wechat
from portal.accounts.models import Organisation
from portal.media import library
from portal.media.models import MediaFile
from portal.web.context import db


@dataclass(frozen=True, slots=True)
class OfficeCode:
    office: Organisation
    picture: MediaFile


def code_of(office: Organisation) -> OfficeCode | None:
    """None where the office has no code; only with one it costs a query."""
    picture = library.find(db(), office.wechat_id or 0)
    return None if picture is None else OfficeCode(office, picture)


def all_codes() -> list[OfficeCode]:
    """Those of all offices, in two queries however many there are."""
    offices = wechat.offices(db())
    pictures = library.by_id(db(), [office.wechat_id or 0 for office in offices])
    found = ((office, pictures.get(office.wechat_id or 0)) for office in offices)
    return [OfficeCode(office, picture) for office, picture in found if picture]
