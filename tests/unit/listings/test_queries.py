"""What is read of all that is public: counted once, and never behind what was published."""

from sqlalchemy import event

from portal.core.audit import SYSTEM
from portal.core.locales import DEFAULT
from portal.editorial import service as editorial
from portal.listings import queries
from portal.listings.models import Listing
from portal.runtime import Runtime
from tests.support import factories


def test_totals_follow_every_publication_and_withdrawal(portal: Runtime) -> None:
    with portal.database.write() as session:
        id = factories.listing(session, "news").id
        assert queries.totals(session)["news"] == {"140802": 1}
    with portal.database.read() as session:
        assert queries.totals(session)["news"] == {"140802": 1}
    with portal.database.write() as session:
        factories.listing(session, "news")
    with portal.database.read() as session:
        assert queries.totals(session)["news"] == {"140802": 2}
    with portal.database.write() as session:
        editorial.withdraw(session, session.get_one(Listing, id), SYSTEM, "示例")
    with portal.database.read() as session:
        assert queries.totals(session)["news"] == {"140802": 1}


def test_totals_are_counted_once_until_something_changes(portal: Runtime) -> None:
    with portal.database.write() as session:
        factories.listing(session, "news")
    counted: list[str] = []

    @event.listens_for(portal.database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "count(" in statement:
            counted.append(statement)

    for _ in range(3):
        with portal.database.read() as session:
            queries.totals(session)
    assert len(counted) == 1


def test_newest_are_those_published_last_of_the_types_asked_for(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = [factories.listing(session, key).id for key in ("news", "guide", "news", "space")]
    with portal.database.read() as session:
        every = [card.id for card in queries.newest(session, DEFAULT, 3)]
        news = [card.id for card in queries.newest(session, DEFAULT, 3, ["news", "guide"])]
        assert queries.newest(session, DEFAULT, 3, []) == ()
    assert every == made[:0:-1]
    assert news == [made[2], made[1], made[0]]
