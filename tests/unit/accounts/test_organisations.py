"""Offices keep their keys, their order and their versions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.accounts import organisations
from portal.accounts.organisations import (
    KeyTaken,
    Kind,
    LastAgency,
    OrganisationChanged,
    OrganisationFacts,
    ParentLoop,
)
from portal.core.audit import SYSTEM, AuditEntry
from portal.runtime import Runtime

FACTS = OrganisationFacts(
    kind=Kind.COUNTY,
    parent_id=None,
    region="140802",
    names={"zh-hans": "盐湖区招商引资中心", "en": "Yanhu Investment Centre"},
    duties={},
    address={},
    hours={},
    phone="0359-000-0002",
    email="yanhu@invest.example",
)


def test_a_key_belongs_to_one_office(portal: Runtime) -> None:
    with portal.database.write() as session:
        organisations.add_organisation(session, SYSTEM, "yanhu", FACTS)
        with pytest.raises(KeyTaken):
            organisations.add_organisation(session, SYSTEM, "yanhu", FACTS)


def test_a_change_is_kept_and_its_fields_are_named_in_the_trail(portal: Runtime) -> None:
    with portal.database.write() as session:
        office = organisations.add_organisation(session, SYSTEM, "yanhu", FACTS)
        moved = replace(FACTS, phone="0359-000-0099", hours={"en": "9 to 5"})
        organisations.change_organisation(session, SYSTEM, office.id, 1, moved)
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (office.phone, office.hours, office.version) == (
            "0359-000-0099",
            {"en": "9 to 5"},
            2,
        )
        assert entry.detail == {"fields": "hours, phone"}


def test_a_save_against_an_old_version_is_refused(portal: Runtime) -> None:
    with portal.database.write() as session:
        office = organisations.add_organisation(session, SYSTEM, "yanhu", FACTS)
        organisations.change_organisation(session, SYSTEM, office.id, 1, replace(FACTS, phone="1"))
        with pytest.raises(OrganisationChanged):
            organisations.change_organisation(session, SYSTEM, office.id, 1, FACTS)
        assert office.phone == "1"


def test_no_office_stands_above_itself(portal: Runtime) -> None:
    with portal.database.write() as session:
        top = organisations.add_organisation(session, SYSTEM, "top", FACTS)
        below = replace(FACTS, parent_id=top.id)
        office = organisations.add_organisation(session, SYSTEM, "below", below)
        for parent in (top.id, office.id):
            loop = replace(FACTS, parent_id=parent)
            with pytest.raises(ParentLoop):
                organisations.change_organisation(session, SYSTEM, top.id, 1, loop)


def test_an_agency_stays_for_what_concerns_no_county(portal: Runtime) -> None:
    agency = replace(FACTS, kind=Kind.AGENCY)
    with portal.database.write() as session:
        first = organisations.add_organisation(session, SYSTEM, "agency", agency)
        with pytest.raises(LastAgency):
            organisations.change_organisation(session, SYSTEM, first.id, 1, FACTS)
        organisations.add_organisation(session, SYSTEM, "other", agency)
        organisations.change_organisation(session, SYSTEM, first.id, 1, FACTS)
        assert first.kind == Kind.COUNTY
