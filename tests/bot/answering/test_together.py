"""A question in the words of a sentence is answered by it, also where the folder says little else of them."""

from bot.assistant import Assistant


def test_a_sentence_with_all_the_words_answers(shipped: Assistant) -> None:
    (quote,) = shipped.ask("What must both sides weigh?").quotes
    assert quote.key_texts[0].startswith("Both sides must weigh the potential repercussions")


def test_one_that_says_the_opposite_does_not(shipped: Assistant) -> None:
    assert not shipped.ask("What must both sides not weigh?").quotes
