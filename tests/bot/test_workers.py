import asyncio
import threading
import time
from concurrent.futures import wait
from dataclasses import replace

import pytest

from bot.answering.answers import Answer
from bot.errors import Closing
from bot.workers import Workers
from index.errors import TooManyWaiting
from tests.conftest import BRIEFING, AssistantMaker

SECONDS = 10


def test_each_gets_its_own_result_or_failure() -> None:
    with Workers("looking", threads=2) as workers:
        assert workers.submit(lambda: threading.current_thread().name).result(SECONDS).startswith("looking")
        squares = [workers.submit(pow, number, 2) for number in range(50)]
        failure = workers.submit(int, "no number")
        assert [each.result(SECONDS) for each in squares] == [number**2 for number in range(50)]
        with pytest.raises(ValueError, match="no number"):
            failure.result(SECONDS)


def test_more_than_can_wait_are_refused_until_there_is_room() -> None:
    gate = threading.Event()
    with Workers("answering", threads=1, most_waiting=2) as workers:
        taken = [workers.submit(gate.wait, SECONDS) for _ in range(3)]
        with pytest.raises(TooManyWaiting, match="2 questions are already waiting"):
            workers.submit(gate.wait, SECONDS)
        gate.set()
        wait(taken, SECONDS)
        assert workers.submit(gate.wait, SECONDS).result(SECONDS)


def test_closing_finishes_what_was_begun_and_fails_what_waits() -> None:
    workers = Workers("answering", threads=1, most_waiting=1000)
    begun = threading.Event()

    def work_until_closed() -> str:
        begun.set()
        for _ in range(500):
            try:
                workers.submit(int)
            except Closing:
                return "done"
            time.sleep(SECONDS / 500)
        return "never closed"

    first, second = workers.submit(work_until_closed), workers.submit(int)
    assert begun.wait(SECONDS)
    workers.close()
    assert first.result(0) == "done"
    with pytest.raises(Closing):
        second.result(0)
    with pytest.raises(Closing):
        workers.submit(int)


def test_many_questions_at_once_get_the_answers_they_get_alone(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    questions = ["How many litres of water do the camps receive?", "How long do fuel stocks last?", "Who is the king?"]
    alone = [assistant.ask(question) for question in questions]

    async def ask(workers: Workers) -> list[Answer]:
        waiting = [asyncio.wrap_future(workers.submit(assistant.ask, question)) for question in questions * 10]
        return list(await asyncio.gather(*waiting))

    with Workers("answering") as workers:
        together = asyncio.run(ask(workers))
    # Embedded in other company a vector differs in its last digits.
    assert [replace(answer, score=0) for answer in together] == [replace(answer, score=0) for answer in alone * 10]
    assert [answer.score for answer in together] == pytest.approx([answer.score for answer in alone * 10], abs=1e-4)
