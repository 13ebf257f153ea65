"""An office at work, for the pictures of the guides: every name, number and word is made up."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import absences, duties, teams
from portal.accounts.models import Organisation, Role, User
from portal.core.audit import SYSTEM
from portal.core.locales import BY_SEGMENT
from portal.core.working_time import after_working_minutes
from portal.enquiries import (
    opened,
    private_link,
    rules,
    saved_answers,
    service,
    submitting,
    taking,
    talks,
)
from portal.enquiries.draft import Draft, parse
from portal.enquiries.models import Enquiry, Kind, RoutingRule, Via
from portal.enquiries.origins import service as origins
from portal.enquiries.origins.models import Origin, OriginKind
from portal.enquiries.origins.visits import add_visits
from portal.enquiries.rating import Rating, rate
from portal.enquiries.saved_answers import Facts
from portal.listings.models import Listing
from portal.runtime import Runtime
from tests.support import factories
from tests.support.clock import city

TODAY = "2026-11-18 10:40"  # a Wednesday, as the pictures show it
YANHU = "140802"
HALL, OTHER_HALL = "sample-yanhu-heavy-hall", "sample-yanhu-inspection-hall"
SPOKEN = {
    "zh-hans": {"name": "示例先生", "company": "示例汽车零部件有限公司"},
    "en": {"name": "Sample Investor", "company": "Sample Parts Ltd"},
}
PAST = 60  # enquiries of the months before, for the figures
COUNTIES = ("yanhu", "yanhu", "yanhu", "yongji", "linyi")


@dataclass(frozen=True)
class Sample:
    """What the pictures look at: mail addresses of staff, and addresses under the site."""

    officer: str
    administrator: str
    case: str
    origin: str
    away: str
    private: Mapping[str, str]  # by language


@dataclass(frozen=True)
class _Staff:
    officer: User
    colleague: User
    head: User
    administrator: User


class Office:
    """Puts the clock, and does what investors and staff do."""

    def __init__(self, session: Session, runtime: Runtime, clock: time_machine.Traveller) -> None:
        self.session, self.runtime, self.clock = session, runtime, clock
        self.yanhu = session.scalars(select(Organisation).where(Organisation.key == "yanhu")).one()
        self.staff = self._hire()
        self.numbers = count(1)

    def _hire(self) -> _Staff:
        def person(name: str, role: Role, office: str = "yanhu") -> User:
            return factories.user(self.session, role, office, name=name)

        return _Staff(
            person("李示例", Role.OFFICER),
            person("周示例", Role.OFFICER),
            person("郑示例", Role.OFFICER),
            person("管理员（示例）", Role.ADMINISTRATOR, "agency"),
        )

    def at(self, moment: str | datetime) -> None:
        self.clock.move_to(city(moment) if isinstance(moment, str) else moment)

    def listing(self, source_id: str) -> int:
        found = select(Listing.id).where(Listing.source_id == source_id)
        return self.session.scalars(found).one()

    def ask(self, message: str, locale: str = "zh-hans", listing: str = "", **more: Any) -> Enquiry:
        """`more`: kind, wish, held_for, origin_id, and entries of the form.

        Each is somebody else's, with a reference that is the same at every run.
        """
        number = next(self.numbers)
        reached = {"email": f"investor{number}@invest.example", "phone": f"1380000{number:04}"}
        beyond = {n: more.pop(n) for n in ("held_for", "origin_id") if n in more}
        kind, wish = more.pop("kind", None), more.pop("wish", {})
        question, errors = parse({**SPOKEN[locale], **reached, "message": message, **more})
        assert question is not None, errors
        about = self.listing(listing) if listing else None
        draft = Draft(question, BY_SEGMENT[locale], about, "示例：同意处理个人信息。", kind, wish)
        enquiry = submitting.submit(self.session, draft, self.key(), **beyond)
        enquiry.reference = f"YC-2026-77{7000 + number}"
        return enquiry

    def key(self) -> str:
        """Of a form that is sent once."""
        return f"sample-{next(self.numbers)}"

    def answer(self, enquiry: Enquiry, text: str, *listings: str) -> None:
        by = self.staff.officer
        cards = [self.listing(one) for one in listings]
        service.answer(self.session, enquiry, enquiry.version, by, text, self.key(), cards)

    def link(self, enquiry: Enquiry) -> str:
        settings = self.runtime.settings
        return private_link.address(enquiry, settings.base_url, settings.secret_key)


def furnish(runtime: Runtime, clock: time_machine.Traveller) -> Sample:
    """Fill an initialised portal; the clock stands at `TODAY` afterwards."""
    with runtime.database.write() as session:
        office = Office(session, runtime, clock)
        office.at("2026-08-31 09:00")
        _duties(office)
        _rules(office)
        _saved(office)
        _past(office)
        fair = _origin(office)
        case = _case(office, fair)
        private = {"zh-hans": office.link(case), "en": office.link(_english(office))}
        _waiting(office, fair)
        away = _absence(office)
        office.at(TODAY)
        staff = office.staff
        return Sample(
            staff.officer.email,
            staff.administrator.email,
            f"/staff/enquiries/{case.id}",
            f"/staff/origins/{fair.id}",
            f"/staff/absences/?person={away.id}",
            private,
        )


def _duties(office: Office) -> None:
    staff = office.staff
    duties.appoint(office.session, SYSTEM, office.yanhu.id, 0, staff.officer.id, staff.head.id)
    team = teams.add(office.session, SYSTEM, office.yanhu.id, "厂房组（示例）")
    people = [staff.officer, staff.colleague]
    teams.change(office.session, SYSTEM, team, team.version, team.name, people)


def _rules(office: Office) -> None:
    """Large sites first, then halls in Yanhu for its team; and one that can never match."""
    session = office.session
    team = teams.of_office(session, office.yanhu.id)[0]
    agency = factories.organisation(session)
    large, team_rule, never = (
        rules.RuleFacts(name, None, region, None, None, False, to, None, kind=Kind.HALL)
        for name, region, to in (
            ("大面积用地（示例）", None, agency.id),
            ("盐湖区厂房（示例）", YANHU, office.yanhu.id),
            ("盐湖区小厂房（示例）", YANHU, office.yanhu.id),
        )
    )
    made = [
        replace(large, area_min=50_000),
        replace(team_rule, team_id=team.id),
        replace(never, area_max=1_000),
    ]
    for place, facts in enumerate(made):
        _put(session, rules.add(session, SYSTEM, facts), place)


def _put(session: Session, rule: RoutingRule, place: int) -> None:
    while rule.position > place + 1:
        rules.move(session, SYSTEM, rule, rule.version, rules.Direction.UP)


def _saved(office: Office) -> None:
    words = {
        "zh-hans": "{name}，您好！欢迎到{office}实地考察。请提前一个工作日致电{phone}，我们安排接待。",
        "en": "Dear {name}, you are welcome to visit. Please ring {phone} one working day before.",
    }
    facts = Facts(None, "预约考察（示例）", words)
    saved_answers.add(office.session, office.staff.administrator, facts)


def _case(office: Office, fair: Origin) -> Enquiry:
    """A question about a hall: accepted, answered with cards, looked at, asked further."""
    officer = office.staff.officer
    office.at("2026-11-16 15:10")
    enquiry = office.ask(
        "【示例】我们做汽车零部件，想在盐湖区租3000平方米左右的厂房，净高8米以上，明年一季度投产。"
        "请问有合适的吗？供电能否保证？",
        listing=HALL, origin_id=fair.id,
        wish={"area": 3000.0, "when": "quarter", "power": 630.0, "industry": "汽车零部件"},
    )  # fmt: skip
    enquiry.officer_id = officer.id
    office.at("2026-11-16 15:32")
    taking.accept(office.session, enquiry, enquiry.version, officer)
    office.at("2026-11-17 09:20")
    office.answer(
        enquiry,
        "【示例】示例先生，您好！重型联合厂房可以分租，净高和供电都能满足；另附一栋检测装备厂房供比较。"
        "如需实地考察，我们可以安排。",
        HALL, OTHER_HALL,
    )  # fmt: skip
    office.at("2026-11-17 10:05")
    opened.note_page(office.session, enquiry)
    opened.note_listing(office.session, enquiry, office.listing(HALL))
    office.at("2026-11-17 17:05")
    again = "【示例】谢谢，第一栋比较合适。周五上午想来现场看看，共3人，方便吗？"
    service.investor_writes(office.session, enquiry, again, office.key())
    office.at("2026-11-18 09:15")
    talks.log(
        office.session, enquiry, officer, Via.PHONE,
        "【示例】与示例先生通话：确认周五上午10点到，想见供电部门的人。", "联系供电部门一同参加",
        date(2026, 11, 19), office.key(),
    )  # fmt: skip
    return enquiry


def _english(office: Office) -> Enquiry:
    """The same for a reader of English: answered, and the investor's turn."""
    office.at("2026-11-17 08:50")
    enquiry = office.ask(
        "Sample question: we make car parts and look for a hall of about 3,000 m² in Yanhu, eight "
        "metres high. Is the power supply safe?",
        "en", listing=HALL, wish={"area": 3000.0, "when": "quarter", "power": 630.0},
        phone="+44 20 7946 0000",
    )  # fmt: skip
    enquiry.officer_id = office.staff.officer.id
    office.at("2026-11-17 10:30")
    office.answer(
        enquiry,
        "Sample answer: the hall can be let in parts, and height and power are enough. You are "
        "welcome to visit on any working day.",
        HALL,
    )
    return enquiry


def _waiting(office: Office, fair: Origin) -> None:
    """What else stands in the inbox, and one that looks like spam."""
    office.at("2026-11-16 10:20")
    late = office.ask("【示例】市里对新建食品加工厂有哪些奖补政策？", kind=Kind.POLICY,
                      listing="sample-yanhu-multistorey", name="示例女士", company="示例食品厂")  # fmt: skip
    late.organisation_id, late.officer_id = office.yanhu.id, office.staff.colleague.id
    office.at("2026-11-18 09:05")
    office.ask("【示例】仓库能存放冷链货物吗？面积800平方米即可。", listing=OTHER_HALL,
               origin_id=fair.id, name="示例物流公司", company="", wish={"area": 800.0})  # fmt: skip
    office.at("2026-11-18 10:12")
    office.ask("【示例】下周二想带客户来园区考察，共6人。", kind=Kind.VISIT,
               listing="sample-yanhu-light-steel", name="示例商会", company="")  # fmt: skip
    office.ask("SAMPLE https://a.example https://b.example https://c.example https://d.example",
               name="Sample spam", company="", held_for=("links",))  # fmt: skip


def _past(office: Office) -> None:
    """Months of enquiries, most answered in time."""
    chance, kinds = random.Random(1408), [Kind.HALL, Kind.HALL, Kind.POLICY, Kind.GENERAL]
    offices = {one.key: one for one in office.session.scalars(select(Organisation))}
    for number in range(PAST):
        day = city("2026-09-01 08:40") + timedelta(days=chance.randrange(72), minutes=number * 7)
        office.at(day)
        enquiry = office.ask(f"【示例】第{number + 1}个问题。", chance.choice(["zh-hans"] * 3 + ["en"]), kind=chance.choice(kinds))  # fmt: skip
        home = offices[chance.choice(COUNTIES)]
        enquiry.organisation_id = home.id
        enquiry.officer_id = office.staff.officer.id if home.key == "yanhu" else None
        _lived(office, enquiry, chance)


def _lived(office: Office, enquiry: Enquiry, chance: random.Random) -> None:
    session, by = office.session, office.staff.officer
    sent = enquiry.created_at
    if enquiry.officer_id:
        office.at(after_working_minutes(sent, chance.randint(5, 200)).moment)
        taking.accept(session, enquiry, enquiry.version, by)
    office.at(after_working_minutes(sent, chance.choice((90, 180, 300, 380, 420, 700))).moment)
    office.answer(enquiry, "【示例】答复如下。")
    if chance.random() < 0.7:
        rate(session, enquiry, chance.choice((Rating.GOOD, Rating.GOOD, Rating.FAIR)), "")
    office.at(after_working_minutes(sent, chance.randint(800, 2500)).moment)
    service.close(session, enquiry, enquiry.version, by, "【示例】已落实。")


def _origin(office: Office) -> Origin:
    """A fair's code, followed for some days."""
    office.at("2026-11-09 09:00")
    new = origins.NewOrigin(OriginKind.EVENT, "示例推介会（样例）", office.yanhu.id)
    fair = origins.create(office.session, office.staff.officer.actor, new)
    fair.code = "k7mx3hta"
    add_visits(
        office.session, {(fair.id, date(2026, 11, day)): 3 + day % 4 for day in range(9, 18)}
    )
    return fair


def _absence(office: Office) -> User:
    staff = office.staff
    days = (date(2026, 11, 23), date(2026, 11, 27))
    absences.add(office.session, SYSTEM, staff.officer, days, staff.colleague)
    return staff.officer
