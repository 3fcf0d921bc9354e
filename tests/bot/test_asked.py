"""What was asked is kept for as long as it is configured."""

import datetime
from pathlib import Path

from bot.asked import Asked, AskedRecords


def test_what_was_asked_long_ago_is_forgotten_with_the_views_of_it(tmp_path: Path) -> None:
    records = AskedRecords(tmp_path)
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=91)
    old = Asked("1", "ana", True, "ask", "How much water?", at=long_ago.isoformat(timespec="milliseconds"))
    new = Asked("1", "ana", True, "ask", "And fuel?", after=old.id)
    for each in (old, new):
        records.add(each)
        records.judge(each.id, "ana", helpful=True)
    assert records.forget(92) == 0
    assert records.forget(90) == 1
    assert records.find(old.id) is None
    assert records.verdicts(old.id) == {}
    assert records.find(new.id) == new
    assert records.verdicts(new.id) == {"ana": True}
