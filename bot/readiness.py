"""What was looked at before the bot goes online."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    ok: bool
    message: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the bot can go online."""

    checks: tuple[Check, ...]
    invite: str
    """The address that invites the bot to a server; empty where the token does not tell whose it is."""

    @property
    def ok(self) -> bool:
        """Tell whether nothing stands in the way."""
        return all(each.ok for each in self.checks)
