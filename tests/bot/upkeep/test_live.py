"""While a bot serves, what it answers from is what lies in the folder, whatever happens to the folder."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.config import load_config
from bot.upkeep.live import Live, News, told
from index.build import BuildReport
from tests.conftest import BRIEFING, AssistantMaker, CountingLoader, eventually, write_documents

Follow = Callable[[Assistant], list[News]]


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Give what follows an assistant's folder until the test ends, and returns the news as they come."""
    running: list[Live] = []

    def begin(assistant: Assistant) -> list[News]:
        news: list[News] = []
        live = assistant.live(news.append)
        running.append(live)
        live.start()
        return news

    yield begin
    for live in running:
        live.stop()
    assert "live" not in {thread.name for thread in threading.enumerate()}


def names(assistant: Assistant) -> set[str]:
    try:
        return {each.name for each in assistant.sources()}
    finally:
        assistant.release()


def reports(news: list[News]) -> list[BuildReport]:
    return [each.report for each in news if each.report]


def followed(follow: Follow, assistant: Assistant) -> list[News]:
    """Follow an assistant whose index is in order already; return once it was looked at."""
    assistant.reindex()
    news = follow(assistant)
    write_documents(assistant.library.folder, {"first.md": "A first text about tents."})
    eventually(lambda: reports(news))
    return news


def test_it_begins_with_what_there_is(make_assistant: AssistantMaker, follow: Follow) -> None:
    assistant = make_assistant({"a.md": BRIEFING})
    news = follow(assistant)
    eventually(lambda: news)
    assert reports(news)[0].added == ("a.md",)
    assert "Two of the five pumps" in assistant.ask("How many pumps stopped?").quotes[0].text


def test_a_change_is_answered_from(make_assistant: AssistantMaker, follow: Follow) -> None:
    assistant = make_assistant({"a.md": BRIEFING}, answers={"threshold": 0.0})
    news = followed(follow, assistant)
    (assistant.library.folder / "new.tmp").write_text(BRIEFING.replace("Two of the five", "Four of the five"), "utf-8")
    (assistant.library.folder / "new.tmp").rename(assistant.library.folder / "a.md")
    eventually(lambda: len(reports(news)) > 1)
    assert reports(news)[1].changed == ("a.md",)
    answer = assistant.ask("How many pumps stopped?")
    assert "Four of the five" in answer.quotes[0].text


def test_removing_and_moving(make_assistant: AssistantMaker, follow: Follow) -> None:
    assistant = make_assistant({"a.md": BRIEFING, "b.md": "A text about wells.", "c.md": "A text about food."})
    followed(follow, assistant)
    folder = assistant.library.folder
    (folder / "b.md").unlink()
    (folder / "camps").mkdir()
    (folder / "a.md").rename(folder / "camps" / "a.md")
    eventually(lambda: names(assistant) == {"camps/a.md", "c.md", "first.md"})


def test_a_burst_takes_few_runs(make_assistant: AssistantMaker, follow: Follow) -> None:
    assistant = make_assistant({"a.md": BRIEFING})
    news = followed(follow, assistant)
    for number in range(200):
        write_documents(assistant.library.folder, {f"many/{number}.md": f"Text number {number}."})
    eventually(lambda: sum(len(each.added) for each in reports(news)) == 201)
    assert len(reports(news)) <= 4


def test_an_unmounted_folder_leaves_the_old_index_serving(
    make_assistant: AssistantMaker, follow: Follow, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = make_assistant({"a.md": BRIEFING, "b.md": "A text about wells."})
    news = followed(follow, assistant)
    folder = assistant.library.folder
    away = folder.with_name("away")
    folder.rename(away)
    eventually(lambda: "does not exist" in caplog.text)
    folder.mkdir()  # an empty mount point
    eventually(lambda: "3 of 3 documents are gone" in caplog.text)
    assert names(assistant) == {"a.md", "b.md", "first.md"}
    assert all(record.message.count("\n") == 0 for record in caplog.records)
    folder.rmdir()
    away.rename(folder)
    write_documents(folder, {"c.md": "A text about food."})
    # A report comes after its documents are served.
    eventually(lambda: "c.md" in names(assistant) and len(reports(news)) == 2)


def test_a_failure_is_told_once_and_tried_again(
    make_assistant: AssistantMaker,
    follow: Follow,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assistant = make_assistant({"a.md": BRIEFING})
    news = followed(follow, assistant)
    monkeypatch.setattr("bot.upkeep.live._FIRST_RETRY_SECONDS", 0.1)
    caplog.set_level("INFO")
    tries: list[int] = []
    with monkeypatch.context() as broken:

        def full(*_: object, **__: object) -> None:
            tries.append(1)
            raise OSError(28, "No space left on device")

        broken.setattr(assistant.store, "writing", full)
        write_documents(assistant.library.folder, {"b.md": "A text about wells."})
        eventually(lambda: len(tries) > 2)
    eventually(lambda: "b.md" in names(assistant))
    eventually(lambda: len(reports(news)) == 2)
    assert "follows the documents again" in caplog.text


def test_a_file_that_cannot_be_read_ends_nothing(
    make_assistant: AssistantMaker, follow: Follow, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = make_assistant({"a.md": BRIEFING})
    followed(follow, assistant)
    write_documents(assistant.library.folder, {"photo.xyz": b"\x00\x01"})
    eventually(lambda: "photo.xyz cannot be read: no reader" in caplog.text)
    (assistant.library.folder / "photo.xyz").unlink()
    write_documents(assistant.library.folder, {"a.md": b"\x00\x01"})
    eventually(lambda: "answers still come from it as it was" in caplog.text)
    write_documents(assistant.library.folder, {"b.md": "A text about wells."})
    eventually(lambda: "b.md" in names(assistant))


def test_files_that_cannot_be_read_are_told_of_in_a_short_line(
    make_assistant: AssistantMaker, follow: Follow, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = make_assistant({"a.md": BRIEFING} | {f"{number}.md": " " for number in range(5)})
    followed(follow, assistant)
    eventually(lambda: "5 files cannot be read: 0.md, 1.md, 2.md and 2 more; `status` says why" in caplog.text)


def test_what_listens_to_the_news_cannot_end_it(
    make_assistant: AssistantMaker, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = make_assistant({"a.md": BRIEFING})

    def stumble(news: News) -> None:
        raise LookupError(told(news))

    with assistant.live(stumble):
        eventually(lambda: "look for" in caplog.text)
        write_documents(assistant.library.folder, {"b.md": "A text about wells."})
        eventually(lambda: "b.md" in names(assistant))
    assert "added a.md" in Path(caplog.text.split(" in ")[-1].strip()).read_text(encoding="utf-8")


@pytest.mark.parametrize("watch", ["auto", "never"])
def test_an_index_run_of_another_process_is_noticed(
    make_assistant: AssistantMaker, follow: Follow, loader: CountingLoader, watch: str
) -> None:
    assistant = make_assistant({"a.md": BRIEFING}, documents={"folder": "documents", "watch": watch})
    assistant.reindex()
    news = follow(assistant)
    other = Assistant(load_config(assistant.config.base / "config.yaml"), loader)
    eventually(lambda: assistant.published)
    other.reindex(rebuild=True)  # changes nothing in the folder
    eventually(lambda: news)
    assert news == [News(None)]
    assert "another process" in told(news[0])
    other.release()


def test_never_leaves_the_folder_alone(make_assistant: AssistantMaker, follow: Follow) -> None:
    assistant = make_assistant({"a.md": BRIEFING}, documents={"folder": "documents", "watch": "never"})
    assistant.reindex()
    looks: list[int] = []
    assistant.library.glance = lambda: looks.append(1) or {}  # type: ignore[method-assign,func-returns-value]
    follow(assistant)
    write_documents(assistant.library.folder, {"b.md": "A text about wells."})
    threading.Event().wait(2)
    assert names(assistant) == {"a.md"}
    assert not looks


def test_it_stops_in_the_middle_of_a_build(make_assistant: AssistantMaker, loader: CountingLoader) -> None:
    assistant = make_assistant({f"{number}.md": f"# {number}\n\n{BRIEFING}" for number in range(300)})
    live = assistant.live(lambda _: None)
    loader.embedder.goes_on.clear()
    live.start()
    eventually(lambda: loader.embedder.texts)
    stopping = threading.Thread(target=live.stop)
    stopping.start()
    eventually(live._stop.is_set)
    loader.embedder.goes_on.set()
    stopping.join()
    assert "live" not in {thread.name for thread in threading.enumerate()}
    assert assistant.published == ""
    shutil.rmtree(assistant.library.folder)


def test_what_is_published_while_it_stops_is_told_as_what_it_is(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"a.md": BRIEFING})
    news: list[News] = []
    live = assistant.live(news.append)
    stopping = threading.Thread(target=live.stop)
    build = assistant.reindexer._build

    def build_while_it_stops(**wanted: Any) -> BuildReport:
        report = build(**wanted)
        stopping.start()
        eventually(live._stop.is_set)
        return report

    assistant.reindexer._build = build_while_it_stops
    live.start()
    eventually(lambda: stopping.ident)
    stopping.join()
    assert [each.report and each.report.added for each in news] == [("a.md",)]


def test_news_name_a_few_documents() -> None:
    report = BuildReport(("a", "b", "c", "d", "e"), (), ("z",), 7, 1, (), 3)
    assert told(News(report)) == "documents: added a, b, c and 2 more; removed z (generation 3)"
