"""What people read."""

import pytest

from tests.discord_server.rendering import shown


@pytest.mark.parametrize(
    ("written", "read", "kinds"),
    [
        ("plain text, 3 * 4 and snake_case_name", "plain text, 3 * 4 and snake_case_name", set()),
        ("**bold** and *italic* and _italic_", "bold and italic and italic", {"bold", "italic"}),
        ("__under__ ~~gone~~ ||secret||", "under gone secret", {"underline", "struck", "spoiler"}),
        (r"\*\*not bold\*\*", "**not bold**", set()),
        (r"\_\_ \~\~ \|\| \` \\", "__ ~~ || ` \\", set()),
        ("`a *b*` c", "a *b* c", {"code"}),
        ("```py\nx = *1*\n```", "x = *1*", {"code"}),
        ("# Title\ntext", "Title\ntext", {"heading"}),
        (r"\# Title", "# Title", set()),
        ("-# small", "small", {"subtext"}),
        ("> said\nnext", "said\nnext", {"quote"}),
        (">>> said\nnext", "said\nnext", {"quote"}),
        ("- one\n- two", "• one\n• two", {"list"}),
        ("3. one\n7. two", "3. one\n4. two", {"list"}),
        (r"3\. one", "3. one", set()),
        ("[here](https://example.org)", "here", {"masked link"}),
        (r"\[here](https\://example.org)", "[here](https://example.org)", set()),
        ("see https://example.org/a.", "see https://example.org/a.", {"link"}),
        ("<@1> <@&2> <#3>", "@1 @2 @3", {"mention"}),
        (r"\<@1> \<t:0>", "<@1> <t:0>", set()),
        ("<t:0> <t:0:R>", "1 January 1970 1 January 1970", {"moment"}),
        ("<:wave:123> :wave:", "(wave) (wave)", {"emoji"}),
        (r"\:wave:", ":wave:", set()),
        ("@everyone", "@everyone", {"mention"}),
        ("**bold *and* italic**", "bold and italic", {"bold", "italic"}),
    ],
)
def test_markdown_is_read_as_discord_shows_it(written: str, read: str, kinds: set[str]) -> None:
    found = shown(written)
    assert found.text == read
    assert found.kinds == kinds
