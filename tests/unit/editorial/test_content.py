"""Loading the content folder: all of it, again without harm, and never over a person's work."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Organisation
from portal.core.audit import Actor
from portal.core.resources import resource_dir
from portal.editorial import service
from portal.editorial.content import ContentError, load_content
from portal.listings.models import Listing, ListingText, Published
from portal.listings.registry import registry
from portal.listings.texts import Text
from portal.runtime import Runtime
from tests.support import factories

PARK = """---
title: 示例产业园
level: county
land_area: "500 亩"
region: "140802"
owner: agency
{more}
---
## 概况

正文
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "content"
    (made / "reference").mkdir(parents=True)
    (made / "park").mkdir()
    (made / "space").mkdir()
    (made / "reference" / "organisations.yaml").write_text(
        "- {key: agency, kind: agency, names: {zh-hans: 中心, en: Centre}}\n"
        "- {key: yanhu, kind: county, parent: agency, names: {zh-hans: 盐湖, en: Yanhu}}\n"
    )
    park(made)
    (made / "park" / "p1.en.md").write_text("---\ntitle: Sample park\n---\nText\n")
    (made / "space" / "s1.zh-hans.md").write_text(
        "---\ntitle: 示例厂房\nkind: hall\ntenure: [rent]\nregion: '140802'\npark: p1\n"
        "units: [{code: A, area: 1200}]\n---\n"
    )
    return made


def park(folder: Path, more: str = "") -> None:
    (folder / "park" / "p1.zh-hans.md").write_text(PARK.format(more=more))


def load(portal: Runtime, folder: Path, *, samples: bool = True) -> dict[str, int]:
    found = load_content(portal.database.write, folder, samples=samples)
    return {key: count for key, count in found.counts.items() if count}


def test_files_become_public_listings_with_their_references(portal: Runtime, folder: Path) -> None:
    assert load(portal, folder) == {"organisation": 2, "park": 1, "space": 1}
    with portal.database.read() as session:
        row = session.scalars(select(registry()["park"].model)).one()
        hall = session.scalars(select(registry()["space"].model)).one()
        texts = set(session.scalars(select(ListingText.locale).where(
            ListingText.listing_id == row.listing_id)))  # type: ignore[attr-defined]  # fmt: skip
        yanhu = session.scalars(select(Organisation).where(Organisation.key == "yanhu")).one()
    assert row.land_area == pytest.approx(333_333.33, abs=0.01)  # type: ignore[attr-defined]
    assert hall.park == row.listing_id  # type: ignore[attr-defined]
    assert texts == {"zh-hans", "zh-hant", "en"}
    assert yanhu.parent_id is not None


def test_loading_again_changes_only_what_changed(portal: Runtime, folder: Path) -> None:
    load(portal, folder)
    assert load_content(portal.database.write, folder, samples=True).changed == 0
    park(folder, more="tenants: 12")
    assert load_content(portal.database.write, folder, samples=True).changed == 1
    park(folder)
    load(portal, folder)
    with portal.database.read() as session:
        row = session.scalars(select(registry()["park"].model)).one()
        assert row.tenants is None  # type: ignore[attr-defined]
        assert session.scalar(select(func.count()).select_from(Listing)) == 2


def test_what_a_person_edited_or_withdrew_is_left_alone(portal: Runtime, folder: Path) -> None:
    load(portal, folder)
    with portal.database.write() as session:
        person = factories.user(session)
        edited, withdrawn = session.scalars(select(Listing).order_by(Listing.id))
        actor = Actor(person.id, person.name)
        service.save_text(session, edited, "zh-hans", Text("改过的"), actor, None)
        service.withdraw(session, withdrawn, actor, "old")
    park(folder, more="tenants: 12")
    loaded = load_content(portal.database.write, folder, samples=True)
    assert (loaded.changed, loaded.left_alone) == (0, 2)
    with portal.database.read() as session:
        assert session.get(Published, withdrawn.id) is None


def test_samples_can_be_left_out_and_what_refers_to_them_stays(
    portal: Runtime, folder: Path
) -> None:
    park(folder, more="sample: true")
    assert load(portal, folder, samples=False) == {"organisation": 2, "space": 1}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("tenants: many", "tenants"), ("nonsense: 1", "nonsense"), ("owner: nobody", "owner"),
        ("region: '999999'", "region"), ("laid_on: {lift: true}", "laid_on"), ("level:", "level"),
        ("[", "front matter"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_file_and_field(
    more: str, field: str, portal: Runtime, folder: Path
) -> None:
    park(folder, more=more)
    with pytest.raises(ContentError, match=f"p1.zh-hans.md: {field}: "):
        load(portal, folder)


def test_the_projects_own_content_loads(portal: Runtime) -> None:
    counts = load(portal, resource_dir("content"))
    least = {"park": 12, "space": 24, "policy": 16, "talent": 20, "project": 24, "enterprise": 14,
             "news": 24, "guide": 8}  # fmt: skip
    assert {key: counts[key] for key, count in least.items() if counts[key] < count} == {}
