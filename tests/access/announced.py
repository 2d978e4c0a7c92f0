"""The announcements of the access matrix: one published and one drafted by the unit above, for three of the places."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.access.facts import announcement_facts
from portal.domain.announcements import AnnouncementEntry, Group
from portal.domain.roles import Role
from portal.services import announcements
from tests.access.world import ADDRESSED, ISSUERS, Ground, Thing

GROUPS = {"own": Group.COUNTIES, "foreign": Group.COUNTIES, "region": Group.DEPARTMENTS}


def announce(session: Session, ground: Ground) -> None:
    """Write both and publish the one."""
    for place, (_unit, reader) in ADDRESSED.items():
        writer = ground.actors[ISSUERS[place]]
        region = ground.actors[reader].region_code
        entry = AnnouncementEntry(
            title_zh=f"工作安排-{place}",
            text_zh="请按期报送。",
            groups=frozenset({GROUPS[place]}),
            places=frozenset({region} if place != "region" else ()),
            roles=frozenset({Role.ENTRY if place == "region" else Role.REVIEWER}),
        )
        made = {state: announcements.draft(session, writer, entry) for state in ("published", "drafted")}
        announcements.publish(session, writer, made["published"])
        for state, record in made.items():
            facts = announcement_facts(record, record.recipients)
            ground.things.append(Thing("announcement", place, state, record.id, facts))
