"""A question in another language than the documents is answered only by what really fits."""

import pytest

from index.searching.spelling import corrected
from knowledge.words import Analyzer
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker

FOREIGN = [
    "Hamas ha accettato la proposta?",
    "O Hamas aceitou a proposta?",
    "Combien de bâtiments sont détruits à Gaza ?",
    "Wie viele Gebäude in Gaza sind zerstört?",
    "ما هو موقف الولايات المتحدة من الهدنة؟",
    "Implications pour la sécurité régionale",
]


def test_questions_in_other_languages_are_neither_mended_nor_answered(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes(), "water.md": BRIEFING})
    for question in FOREIGN:
        answer = assistant.ask(question)
        assert (answer.answered, answer.read_as) == (False, question)


def test_where_documents_are_in_that_language_its_words_are_known(make_assistant: AssistantMaker) -> None:
    text = "Le nombre de bâtiments détruits à Gaza dépasse mille. Combien de ponts sont encore debout, nul ne le sait."
    assistant = make_assistant({"gaza.md": f"# Gaza\n\n{text}\n", "talks.txt": SHIPPED.read_bytes()})
    assistant.reindex()
    with assistant.store.reading() as reader:
        query = assistant.searcher.search(reader, "Combien de bâtiments sont détruits à Gaza ?").query
    assert query.known == 1


@pytest.mark.parametrize("question", ["How many bildings in Gaza are damged?", "ceasfire negotations", "qwertyuiop"])
def test_slips_and_rare_words_make_no_other_language(make_assistant: AssistantMaker, question: str) -> None:
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes()})
    assistant.reindex()
    with assistant.store.reading() as reader:
        read = corrected(question, reader.words, Analyzer())
        assert assistant.searcher.search(reader, read).query.known == 1
