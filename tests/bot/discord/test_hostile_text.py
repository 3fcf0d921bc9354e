"""Documents that hold what Discord would act upon: shown as they are, character for character, pinging nobody."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answering.answers import Answer
from bot.assistant import Assistant
from bot.config import load_config
from bot.discord.buttons import layout
from bot.discord.render import answer
from bot.terminal import payloads
from index.embedding import QuestionEmbedder
from tests.bot.discord.conftest import Newsroom, Open
from tests.bot.discord.seen import QUOTED, quoted, quotes_in
from tests.conftest import CountingLoader, write_documents
from tests.discord_server import Told, limits
from tests.discord_server.components import texts
from tests.discord_server.message import V2

HOSTILE = """# Convoys @everyone <@1> `code` [title](https://evil.example)

The *convoy* of <@1>, <@&2> and <#3> carried `12` tons of __flour__ to [Rafah](https://evil.example) at <t:0>.

> @everyone, @here: the ||second|| convoy \\*waited\\* ~~nine~~ ten hours; see https://a_b.example/x_y_z and :smile:

```
The third convoy carried **seven** tons of salt; ``` is no end of it.
```

1. The fourth convoy turned back at 5_6_7 *o'clock* <t:1700000000:R>
"""
FROM_RIGHT = """# قوافل

The aid convoy قافلة المساعدات (رفح) carried 40 tons of rice, שיירת הסיוע, on ٣ مايو *غامق* to the north.

نقلت القافلة الخامسة 80 طنا من السكر إلى خان يونس في 4 مايو.
"""
QUESTIONS = {
    "How many tons of flour did the convoy carry?": HOSTILE,
    "How many hours did the second convoy wait?": HOSTILE,
    "How many tons of salt did the third convoy carry?": HOSTILE,
    "How many tons of rice did the aid convoy carry?": FROM_RIGHT,
    "كم طنا من السكر نقلت القافلة الخامسة إلى خان يونس؟": FROM_RIGHT,
}
ALWAYS = {"threshold": 0.0}
PIECES = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "__",
        "~~",
        "||",
        "`",
        "```",
        "\\",
        "<",
        ">",
        "> ",
        "[",
        "]",
        "(",
        ")",
        "# ",
        "- ",
        "1. ",
        ":",
        "@",
    ]
    + ["@everyone", "<@1>", "<@&2>", "<#3>", "<t:0>", "<:a:1>", ":smile:", "[a](https://evil.example)", "-# ", ">>> "]
    + ["https://a.b/c_d_e", "\n", "\n\n", "\n\n", " ", "\t", "\u00a0", "\u202e", "\u200d", "é", "e\u0301", "🙂", "🇺🇳"]
    + ["The convoy carried ", "twelve tons of flour.", "שיירה", "قافلة", "٣", "Two of them. ", "5", "%", "&amp;"]
)
DOCUMENTS = st.lists(PIECES, min_size=1, max_size=60).map("".join)


@pytest.mark.parametrize(("question", "text"), QUESTIONS.items())
async def test_what_is_quoted_is_shown_as_it_is_and_pings_nobody(newsroom: Open, question: str, text: str) -> None:
    async with newsroom({"convoys.md": text}, answers=ALWAYS) as room:
        expected = [each["text"] for each in payloads.answer(room.assistant.ask(question))["quotes"]]
        assert expected
        for told in (
            await room.ana.slash("ask", question=question),
            await room.ana.mention(question),
            await room.ana.dm(question),
        ):
            assert quotes_in(told.message) == expected
            assert not told.message.pings


async def test_a_stored_text_is_shown_as_it_is_and_pings_nobody(newsroom: Open) -> None:
    async with newsroom({"convoys.md": HOSTILE, "right.md": FROM_RIGHT}) as room:
        for document in ("convoys", "right"):
            told = await room.ana.slash("show", document=document)
            assert shown_whole(told) == room.assistant.show(document).text.strip()
            assert not told.message.pings


async def test_a_hostile_question_is_shown_as_it_is_and_pings_nobody(newsroom: Open) -> None:
    async with newsroom() as room:
        for question in (
            "**@everyone** <@1> `?` [x](https://evil.example) <t:0> litres",
            "# water\n> @here ||litres||?",
        ):
            for told in (await room.ana.slash("ask", question=question), await room.ana.mention(question)):
                assert f"Asked: {' '.join(question.split())}" in told.shown
                assert not told.message.pings
        assert_nothing_failed(room)


def shown_whole(told: Told) -> str:
    (text,) = quotes_in(told.message)
    return text


def assert_nothing_failed(room: Newsroom) -> None:
    assert not room.log.exists(), room.log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def anything(model: QuestionEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant that always answers, over a folder whose one document is rewritten for each example."""
    home = tmp_path_factory.mktemp("anything")
    (home / "documents").mkdir()
    (home / "config.yaml").write_text(
        "documents: {folder: documents}\nindex: {folder: var}\nrecords: {folder: records}\nanswers: {threshold: 0.0}\n",
        encoding="utf-8",
    )
    return Assistant(load_config(home / "config.yaml"), CountingLoader(model))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=DOCUMENTS)
def test_whatever_a_document_holds_discord_shows_what_json_says(anything: Assistant, text: str) -> None:
    write_documents(anything.library.folder, {"convoys.md": f"# Convoys\n\nThe convoy carried flour. {text}\n"})
    report = anything.reindex(allow_removals=True)
    assume(not report.failed)
    given_answer = anything.ask("What did the convoy carry?")
    expected = [each["text"] for each in payloads.answer(given_answer)["quotes"]]
    assert expected
    assert everything_quoted(given_answer) == expected


def everything_quoted(given_answer: Answer) -> list[str]:
    """Return the quotes on all pages, as Discord would show them, and hold each page against Discord's limits."""
    result = answer(given_answer)
    found: list[str] = []
    for number in range(len(result.pages)):
        components = layout(result, number).to_components()  # type: ignore[no-untyped-call]
        assert not list(limits.of_message({"flags": V2, "components": components}))
        found += [quoted(each).text for each in texts(components) if each.startswith(QUOTED)]
    return found
