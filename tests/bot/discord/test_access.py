"""Who sees which collections where, decided without Discord."""

import pytest

from bot.config import Discord
from bot.discord.access import Access, Place, Scope
from bot.errors import RequestError
from bot.shapes import Id

GUILD, CHANNEL, CATEGORY, ROLE, EDITORS = 1, 2, 3, 4, 5
ACCESS = Access(
    Discord(
        collections=("main",),
        guilds={Id(GUILD): ("main", "field")},
        channels={Id(CHANNEL): ("closed",), Id(CATEGORY): ("field",)},
        roles={Id(ROLE): ("drafts",)},
        editor_roles=(Id(EDITORS),),
    )
)
ALL = ("main", "field", "closed", "drafts")


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (Place(None, 99), {"main"}),
        (Place(77, 99), {"main"}),
        (Place(GUILD, 99), {"main", "field"}),
        (Place(GUILD, CHANNEL), {"closed"}),
        (Place(GUILD, 99, parent=CHANNEL), {"closed"}),
        (Place(GUILD, 99, category=CATEGORY), {"field"}),
        (Place(GUILD, 99, parent=98, category=CATEGORY), {"field"}),
        (Place(GUILD, CHANNEL, category=CATEGORY), {"closed"}),
    ],
)
def test_the_nearest_rule_decides(place: Place, seen: set[str]) -> None:
    assert ACCESS.everyone(place).granted == seen
    assert ACCESS.person(place).granted == seen


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (Place(GUILD, 99), {"*"}),
        (Place(GUILD, 99, known=False), {"field"}),
        (Place(GUILD, 99, parent=98, known=False), {"field"}),
        (Place(GUILD, CHANNEL, known=False), {"closed", "field"}),
        (Place(GUILD, 99, parent=CHANNEL, known=False), {"closed", "field"}),
        (Place(None, 99, known=False), {"main"}),
    ],
)
def test_where_the_category_is_not_known_no_more_is_seen_than_every_rule_grants(place: Place, seen: set[str]) -> None:
    guilds: dict[Id, tuple[str, ...]] = {Id(GUILD): ("*",)}
    narrow: dict[Id, tuple[str, ...]] = {Id(CHANNEL): ("closed", "field"), Id(CATEGORY): ("field",), Id(7): ("*",)}
    assert Access(Discord(guilds=guilds, channels=narrow)).everyone(place).granted == seen
    if place.guild:
        assert Access(Discord(guilds=guilds)).everyone(place).granted == {"*"}


def test_a_role_adds_for_its_holder_alone() -> None:
    place = Place(GUILD, CHANNEL, roles=frozenset((ROLE, 99)))
    assert ACCESS.everyone(place).granted == {"closed"}
    assert ACCESS.person(place).granted == {"closed", "drafts"}


def test_who_may_change_the_library() -> None:
    assert ACCESS.edits(Place(GUILD, 9, manages_guild=True))
    assert ACCESS.edits(Place(GUILD, 9, roles=frozenset((EDITORS,))))
    assert not ACCESS.edits(Place(GUILD, 9, roles=frozenset((ROLE,))))
    assert not ACCESS.edits(Place(None, 9, roles=frozenset((EDITORS,)), manages_guild=True))


def test_only_what_exists_is_looked_in_and_in_the_order_of_the_library() -> None:
    assert Scope(frozenset(("field", "main", "later"))).within(ALL) == ("main", "field")
    assert Scope(frozenset("*")).within(ALL) == ALL


def test_one_collection_is_asked_for_in_any_case_of_letters() -> None:
    assert Scope(frozenset(("field", "main"))).within(ALL, " Field ") == ("field",)


def test_a_collection_that_is_not_granted_is_refused_as_one_that_does_not_exist() -> None:
    said = []
    for asked in ("drafts", "nothing"):
        with pytest.raises(RequestError) as refused:
            Scope(frozenset(("main",))).within(ALL, asked)
        said.append(str(refused.value).replace(asked, "X"))
    assert said[0] == said[1] == "there is no collection 'X' here; collections: main"


def test_where_nothing_can_be_seen_that_is_said() -> None:
    with pytest.raises(RequestError, match="no documents can be seen here"):
        Scope(frozenset()).within(ALL)


def test_a_scope_holds_what_it_grants() -> None:
    main, both, everything = (Scope(frozenset(each)) for each in (("main",), ("main", "field"), ("*",)))
    assert both.holds(main)
    assert not main.holds(both)
    assert everything.holds(both)
    assert not both.holds(everything)


def test_a_collection_is_meant_in_any_letter_case() -> None:
    field, everything = Scope(frozenset(("field", "to-come"))), Scope(frozenset("*"))
    assert field.meant(" FIELD ") == "field"
    assert field.meant("To-Come") == "to-come"
    assert field.meant("main", ALL) == ""
    assert everything.meant("FIELD", ALL) == "field"
    assert everything.meant("New", ALL) == "New"
    assert everything.meant("Water", ["water", "Water"]) == "Water"
