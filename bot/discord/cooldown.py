"""How often one person may ask; pure."""

import math
from collections import deque


class TooSoon(Exception):
    """Somebody asks more often than the configuration lets one person ask."""

    def __init__(self, seconds: float) -> None:
        """Say how long to wait."""
        count = max(1, math.ceil(seconds))
        super().__init__(f"one question at a time: ask again in {count} second{'' if count == 1 else 's'}")


class Cooldown:
    """Lets each person ask a number of questions in any stretch of so many seconds."""

    def __init__(self, questions: int, seconds: float) -> None:
        """No questions means no limit."""
        self._questions = questions
        self._seconds = seconds
        self._asked: dict[int, deque[float]] = {}

    def wait(self, person: int, now: float) -> float:
        """Count a question asked `now` and return 0, or return the seconds to wait and count nothing."""
        if not self._questions:
            return 0.0
        asked = self._asked.setdefault(person, deque())
        self._forget(now)
        if len(asked) >= self._questions:
            return asked[0] + self._seconds - now
        asked.append(now)
        self._asked[person] = asked
        return 0.0

    def _forget(self, now: float) -> None:
        for person, asked in list(self._asked.items()):
            while asked and asked[0] <= now - self._seconds:
                asked.popleft()
            if not asked:
                del self._asked[person]
