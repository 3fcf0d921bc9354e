"""A file of questions to one reply a question, whatever happens to each."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot import payloads
from bot.assistant import Assistant
from bot.errors import FAILURES, RequestError
from bot.failures import FailureLog
from bot.requests import Line, question_in, read_lines
from index.errors import StoreError


def replies(
    assistant: Assistant, file: Path, collections: Sequence[str] | None, failures: FailureLog
) -> Iterator[payloads.Payload]:
    """Yield a reply for every line of a file that is not blank, in order; a failed one has an `error`.

    Raises RequestError if the file cannot be read.
    """
    for line in read_lines(file):
        yield _reply(assistant, line, collections, failures)


def _reply(
    assistant: Assistant, line: Line, collections: Sequence[str] | None, failures: FailureLog
) -> payloads.Payload:
    asked: payloads.Payload = {"id": None, "question": ""}
    try:
        fields = line.fields()
        asked["id"] = fields.get("id")
        if isinstance(fields.get("question"), str):
            asked["question"] = fields["question"]
        return asked | payloads.answer(assistant.ask(question_in(fields, line), collections))
    except (RequestError, *FAILURES) as error:
        return asked | _failed(assistant, " ".join(str(error).split()))
    except Exception as error:
        return asked | _failed(assistant, failures.note(error, f"{line.file}, line {line.number}"))


def _failed(assistant: Assistant, reason: str) -> payloads.Payload:
    """Shape what an answer would have been."""
    empty: payloads.Payload = {"answered": False, "score": 0.0, "quotes": [], "nearest": [], "withheld": []}
    try:
        with assistant.store.reading() as reader:
            empty["generation"] = reader.generation
    except StoreError:
        pass  # then there is no generation to name
    return {**empty, "error": reason}
