"""What of a question counts as its subject."""

from tests.conftest import BRIEFING, AssistantMaker


def test_words_that_ask_for_whatever_there_is_are_no_subject(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    with assistant.store.reading() as reader:
        asked = assistant.searcher.search(reader, "What happened to the pumps?").query
        assert set(asked.idf) == {"pump"}
        alone = assistant.searcher.search(reader, "What happened?").query
        assert set(alone.idf) == {"happen"}
