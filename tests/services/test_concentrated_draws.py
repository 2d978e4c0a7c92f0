"""What a concentrated review is drawn from, frozen and drawn again by hand."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from portal.domain.concentrated import Standing
from portal.domain.sampling import Strata
from portal.services import concentrated_draws
from portal.services.concentrated_draws import Wanted
from tests.drawn import PLACES, opened, stand, target_round, whole
from tests.factories import World

ALL = sum(PLACES.values())


def test_the_population_is_what_the_filters_leave(session: Session, world: World) -> None:
    stand(session, world)
    center, round_ = world.actor(session, "center"), target_round(session)

    def found(**wanted: object) -> Counter[str]:
        rows = concentrated_draws.candidates(session, center, round_, Wanted(**wanted))  # type: ignore[arg-type]
        assert [row.code for row in rows] == sorted(row.code for row in rows)
        return Counter(row.region_code for row in rows)

    everything = {"653222": 4, "653221": 3, "653200": 1, "653125": 2, "650000": 2}
    assert found() == everything
    assert found(prefectures=("653200",)) == {"653222": 4, "653221": 3, "653200": 1}
    assert found(prefectures=("650000",)) == {"650000": 2}
    assert found(prefectures=("653100", "650000")) == {"653125": 2, "650000": 2}
    assert found(amount_from_fen=300_000_000) == {"653222": 2, "653221": 1}
    assert found(type="road") == everything
    assert found(type="x") == found(fund="x") == {}
    assert found(fund=round_.plan.funds[0].code) == everything
    # The target that was really filed waits at the county.
    assert found(standing=Standing.WAITING) == {"653222": 1}
    assert sum(found(standing=Standing.BOTH).values()) == ALL + 1


def test_a_sample_is_frozen_with_its_population_and_drawn_again_by_hand(
    session: Session, world: World
) -> None:
    review = opened(session, world)
    lines = concentrated_draws.population_of(review).splitlines()
    assert len(lines) == review.population_size == ALL
    whole_text = "".join(line + "\n" for line in sorted(lines))
    assert hashlib.sha256(whole_text.encode()).hexdigest() == review.population_digest
    assert len(review.items) == review.size == 6
    drawn = [item.code for item in review.items]
    by_prefecture = Counter(line.split(" ")[1][:4] for line in lines if line.split(" ")[0] in drawn)
    # One of each first; of the three left 1/3, 1/3 and 7/3 are due: two for 和田, and of equal remainders the smaller
    # code takes the last.
    assert by_prefecture == {"6500": 2, "6531": 1, "6532": 3}
    expected = []
    for prefix in ("6500", "6531", "6532"):
        mine = [line.split(" ")[0] for line in lines if line.split(" ")[1].startswith(prefix)]
        mine.sort(key=lambda code: hashlib.sha256(f"{review.seed}:{code}".encode()).hexdigest())
        expected += mine[: by_prefecture[prefix]]
    assert drawn == expected
    found = concentrated_draws.recount(review)
    assert (found.population_agrees, found.drawn_agrees, list(found.drawn)) == (True, True, drawn)


def test_a_whole_selection_takes_everything_in_the_order_of_codes(session: Session, world: World) -> None:
    review = whole(session, world)
    assert [item.code for item in review.items] == sorted(item.code for item in review.items)
    assert (len(review.items), review.seed, review.strata) == (ALL, "", Strata.NONE)
    assert concentrated_draws.recount(review).drawn_agrees


@pytest.mark.parametrize("what", ["population", "item", "seed"])
def test_what_was_changed_afterwards_is_found(session: Session, world: World, what: str) -> None:
    review = opened(session, world)
    if what == "population":
        text = concentrated_draws.population_of(review).replace("653222", "653223", 1)
        review.population = zlib.compress(text.encode())
        assert not concentrated_draws.recount(review).population_agrees
    elif what == "item":
        review.items[0].code = next(
            line.split(" ")[0]
            for line in concentrated_draws.population_of(review).splitlines()
            if line.split(" ")[0] not in {item.code for item in review.items}
        )
        assert not concentrated_draws.recount(review).drawn_agrees
    else:
        review.seed = "3"
        assert not concentrated_draws.recount(review).drawn_agrees
