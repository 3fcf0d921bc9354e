"""A file of questions to one reply a question, whatever happens to each."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

from bot.assistant import Assistant
from bot.errors import FAILURES, RequestError
from bot.failures import FailureLog
from bot.question_lines import Line, previous_in, question_in, read_lines
from bot.terminal import payloads
from bot.terminal.session import in_full
from bot.workers import Workers
from index.errors import StoreError

_MOST_AHEAD = 64
"""Lines that are read before the first of them is answered."""


def replies(
    assistant: Assistant, file: Path, collections: Sequence[str] | None, failures: FailureLog
) -> Iterator[payloads.Payload]:
    """Yield a reply for every line of a file that is not blank, in order; a failed one has an `error`.

    Raises RequestError if the file cannot be read.
    """
    ahead: deque[Future[payloads.Payload]] = deque()
    with Workers("answering") as workers:
        for line in read_lines(file):
            ahead.append(workers.submit(_reply, assistant, line, collections, failures))
            while ahead and (len(ahead) == _MOST_AHEAD or ahead[0].done()):
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _reply(
    assistant: Assistant, line: Line, collections: Sequence[str] | None, failures: FailureLog
) -> payloads.Payload:
    asked: payloads.Payload = {"id": None, "question": ""}
    try:
        fields = line.asked()
        asked["id"] = fields.get("id")
        if isinstance(fields.get("question"), str):
            asked["question"] = fields["question"]
        given = assistant.ask(question_in(fields, line), collections, previous_in(fields, line))
        return asked | payloads.answer(given, assistant.notes_on([given]))
    except (RequestError, *FAILURES) as error:
        return asked | _failed(assistant, asked, " ".join(in_full(error).split()))
    except Exception as error:
        return asked | _failed(assistant, asked, failures.note(error, f"{line.file}, line {line.number}"))


def _failed(assistant: Assistant, asked: payloads.Payload, reason: str) -> payloads.Payload:
    """Shape what an answer would have been."""
    empty: payloads.Payload = {"answered": False, "score": 0.0, "read_as": asked["question"]}
    empty |= {name: [] for name in ("quotes", "parts", "nearest", "closest", "withheld", "conflicts", "notes")}
    try:
        with assistant.store.reading() as reader:
            empty["generation"] = reader.generation
    except StoreError:
        pass  # then there is no generation to name
    return {**empty, "error": reason}
