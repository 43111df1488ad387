"""The look that the page about new apps shows is a look."""

from __future__ import annotations

from docs.examples.own_look import OwnLook

from civickit import schemas, town


def test_shelters_say_how_high_they_lie_and_how_many_people_they_take() -> None:
    look = OwnLook(schemas.get("evacuation_space"))
    records = schemas.load(town.path("evacuation_space.csv"), "evacuation_space").records
    said = [fact for place in records for fact in look.card(place).facts]
    assert any(fact[0] == "fact.people" for fact in said if isinstance(fact, tuple))
    high = records[0]._replace(elevation_m=12.5, capacity=300)
    assert look.card(high).facts[-2:] == (
        ("fact.height", {"metres": "12.5"}),
        ("fact.people", {"count": 300}),
    )
