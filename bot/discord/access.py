"""Who sees which collections where; pure, and asked by everything that shows something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.config import ALL_COLLECTIONS, Discord
from bot.errors import RequestError
from bot.shapes import Id


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is, as Discord's ids; what does not apply is None or empty."""

    guild: int | None
    channel: int
    parent: int | None = None
    """The channel that a thread belongs to."""
    category: int | None = None
    known: bool = True
    """Whether it is certain to which channel and category the channel belongs."""
    roles: frozenset[int] = frozenset()
    """The roles of the person."""
    manages_guild: bool = False
    """Whether the person may manage the server."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The collections that may be shown, of which some may not exist."""

    granted: frozenset[str]

    def of(self, existing: Sequence[str]) -> tuple[str, ...]:
        """Return the existing collections that may be shown."""
        return tuple(each for each in existing if self.everything or each in self.granted)

    def within(self, existing: Sequence[str], asked: str = "") -> tuple[str, ...]:
        """Return the collections to look in; raise RequestError for one that does not exist here, or where none does.

        A collection that may not be shown is told of in the very words of one that does not exist.
        """
        seen = self.of(existing)
        if not seen:
            raise RequestError("no documents can be seen here")
        if not asked:
            return seen
        found = [each for each in seen if each.casefold() == asked.strip().casefold()]
        if not found:
            raise RequestError(f"there is no collection {asked!r} here; collections: {', '.join(seen)}")
        return (found[0],)

    def meant(self, asked: str, existing: Sequence[str] = ()) -> str:
        """Return the collection that may be shown and is asked for, in whatever letter case; empty if there is none.

        Where everything may be shown, that is what is asked for, existing or to come.
        """
        asked = asked.strip()
        known = [*self.of(existing), *sorted(self.granted - {ALL_COLLECTIONS})]
        if asked in known:
            return asked
        same = (each for each in known if each.casefold() == asked.casefold())
        return next(same, asked if self.everything else "")

    @property
    def everything(self) -> bool:
        """Tell whether it holds every collection, those to come too."""
        return ALL_COLLECTIONS in self.granted

    @property
    def limit(self) -> list[str] | None:
        """Return the names of all collections that it holds, None for every one."""
        return None if self.everything else sorted(self.granted)

    def holds(self, other: "Scope") -> bool:
        """Tell whether whoever sees this scope sees the other too."""
        return self.everything or other.granted <= self.granted


class Access:
    """The rules of config.yaml."""

    def __init__(self, settings: Discord) -> None:
        """Take the settings."""
        self._default = frozenset(settings.collections)
        self._guilds = _by_number(settings.guilds)
        self._channels = _by_number(settings.channels)
        self._roles = _by_number(settings.roles)
        self._editors = frozenset(settings.editor_roles)

    def everyone(self, place: Place) -> Scope:
        """Return what everyone who reads a place may see: all that a public message may hold."""
        for number in (place.channel, place.parent, place.category):
            if number in self._channels:
                return Scope(self._channels[number])
        granted = self._guilds.get(place.guild, self._default)
        if place.guild is not None and not place.known:
            # Any of the rules may be the one for its category: no more than all of them grant.
            for each in self._channels.values():
                granted = _both(granted, each)
        return Scope(granted)

    def person(self, place: Place) -> Scope:
        """Return what a person may see there in a message that nobody else sees."""
        more = (self._roles[role] for role in place.roles if role in self._roles)
        return Scope(self.everyone(place).granted.union(*more))

    def edits(self, place: Place) -> bool:
        """Tell whether a person may change the library."""
        if place.guild is None:
            return False
        return place.manages_guild or not place.roles.isdisjoint(self._editors)


def _both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Return what both of two rules grant."""
    if ALL_COLLECTIONS in one:
        return other
    return one if ALL_COLLECTIONS in other else one & other


def _by_number(rules: Mapping[Id, Sequence[str]]) -> dict[int | None, frozenset[str]]:
    return {int(number): frozenset(names) for number, names in rules.items()}
