"""What Discord would refuse is refused, recorded, and fails the test that did it."""

from typing import Any

import discord
import pytest
from discord import ui

from tests.discord_server import DiscordServer
from tests.discord_server.limits import of_choices, of_commands, of_message, of_modal
from tests.discord_server.trial_bot import Trial

V2 = 32768


def text(content: str = "a") -> dict[str, Any]:
    return {"type": 10, "content": content}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def button(**changed: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changed


def menu(count: int = 1, **changed: Any) -> dict[str, Any]:
    options = [{"label": f"{number}", "value": f"{number}"} for number in range(count)]
    return {"type": 3, "custom_id": "menu", "options": options} | changed


GOOD: list[dict[str, Any]] = [
    {"content": "a" * 2000},
    {"flags": V2, "components": [text("a" * 2000), text("b" * 2000)]},
    {"flags": V2, "components": [text() for _ in range(40)]},
    {"content": "a", "components": [row(button(custom_id="a" * 100, label="b" * 80))]},
    {"content": "a", "components": [row(menu(25))]},
    {"flags": V2, "components": [{"type": 17, "components": [text(), row(button())]}]},
    {"flags": V2, "components": [{"type": 9, "components": [text()], "accessory": button()}]},
    {"embeds": [{"title": "a", "description": "b" * 4096}]},
    {"content": "a", "allowed_mentions": {"parse": [], "users": ["1"]}},
    {"content": "a", "components": [row(button(style=5, custom_id=None, url="https://example.org/"))]},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"content": "a" * 2001}, "content"),
    ({"flags": V2, "content": "a", "components": [text()]}, "content"),
    ({"flags": V2}, "components"),
    ({"flags": V2, "components": [text("a" * 4000), text("b")]}, "components"),
    ({"flags": V2, "components": [text() for _ in range(41)]}, "components"),
    ({"flags": V2, "components": [text("")]}, "components.0.content"),
    ({"flags": V2, "components": [text("  ")]}, "components.0.content"),
    ({"components": [text()]}, "components"),
    ({"content": "a", "components": [row(button(custom_id="a" * 101))]}, "components.1.custom_id"),
    ({"content": "a", "components": [row(button(label="a" * 81))]}, "components.1.label"),
    ({"content": "a", "components": [row(button(label=""))]}, "components.1"),
    ({"content": "a", "components": [row(button(), button())]}, "components"),
    ({"content": "a", "components": [row(button(), menu())]}, "components.0.components"),
    ({"content": "a", "components": [row(*(button(custom_id=f"{n}") for n in range(6)))]}, "components.0.components"),
    ({"content": "a", "components": [row(menu(26))]}, "components.1.options"),
    ({"content": "a", "components": [row(menu(1, max_values=2))]}, "components.1.max_values"),
    ({"content": "a", "components": [row(menu(0))]}, "components.1.options"),
    ({"content": "a", "components": [row(button(custom_id=None))]}, "components.1.custom_id"),
    ({"content": "a", "components": [row(button(style=5, custom_id=None, url="ftp://a.b"))]}, "components.1.url"),
    ({"content": "a", "components": [row(button(custom_id=f"{n}")) for n in range(6)]}, "components"),
    ({"flags": V2, "components": [{"type": 17, "components": [{"type": 17, "components": [text()]}]}]}, "components.0"),
    ({"flags": V2, "components": [{"type": 9, "components": [text()]}]}, "components.0.accessory"),
    ({"embeds": [{"description": "b" * 4097}]}, "embeds.0.description"),
    ({"embeds": [{"description": "b" * 3001}] * 2}, "embeds"),
    ({"content": "a", "flags": 128}, "flags"),
    ({"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions.users"),
]


@pytest.mark.parametrize("body", GOOD)
def test_what_is_within_the_limits_is_accepted(body: dict[str, Any]) -> None:
    assert list(of_message(body)) == []


@pytest.mark.parametrize(("body", "path"), BAD)
def test_what_is_beyond_them_is_named(body: dict[str, Any], path: str) -> None:
    found = [at for at, _ in of_message(body)]
    assert any(at == path or at.startswith(f"{path}.") for at in found), found


def test_a_message_with_components_of_the_second_kind_stays_one() -> None:
    assert list(of_message({"components": [text()]}, was_v2=True, edit=True)) == []
    assert list(of_message({"flags": 0, "components": [text()]}, was_v2=True, edit=True))
    assert list(of_message({"content": "a"}, was_v2=True, edit=True))


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ({"name": "Ask", "description": "a"}, "0.name"),
        ({"name": "ask", "description": ""}, "0.description"),
        ({"name": "ask", "description": "a" * 101}, "0.description"),
        ({"name": "a" * 33, "type": 3}, "0.name"),
        ({"name": "ask", "description": "a", "options": [{"name": "a", "description": "a"}] * 26}, "0.options"),
        (
            {
                "name": "ask",
                "description": "a",
                "options": [{"name": "a", "description": "a"}, {"name": "b", "description": "b", "required": True}],
            },
            "0.options.1",
        ),
    ],
)
def test_commands_have_limits(command: dict[str, Any], path: str) -> None:
    assert path in [at for at, _ in of_commands([command])]


def test_choices_and_modals_have_limits() -> None:
    choice = {"name": "a", "value": "a"}
    assert list(of_choices({"choices": [choice] * 25})) == []
    assert list(of_choices({"choices": [choice] * 26}))
    assert list(of_choices({"choices": [{"name": "a" * 101, "value": "a"}]}))
    line = {"type": 1, "components": [{"type": 4, "custom_id": "a", "label": "A", "style": 1}]}
    modal = {"title": "A", "custom_id": "a", "components": [line]}
    assert list(of_modal(modal)) == []
    assert list(of_modal(modal | {"title": "a" * 46}))
    assert list(of_modal(modal | {"components": []}))


async def test_a_refused_request_fails_the_test_that_made_it() -> None:
    with pytest.raises(AssertionError, match="broke Discord's description or limits"):
        await _too_long()


async def _too_long() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        bot = Trial()
        async with server.running(bot):
            await ana.hasty.slash("echo", text="a" * 2001)
            await server.idle()
        (error,) = bot.errors
        assert isinstance(error, discord.HTTPException)
        assert (error.status, error.code) == (400, 50035)


async def test_a_route_that_is_not_modelled_fails_it_too() -> None:
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        async with server.running(Trial()) as bot:
            with pytest.raises(discord.NotFound):
                await bot.get_partial_messageable(channel.id).get_partial_message(1).pin()
        (said,) = server.take_violations()
        assert "is not modelled" in said


async def test_components_keep_what_was_sent_and_get_numbers() -> None:
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        async with server.running(Trial()) as bot:
            view = ui.LayoutView()
            view.add_item(ui.Container(ui.TextDisplay("in a box"), ui.Separator(), accent_colour=0x336699))
            view.add_item(
                ui.Section(ui.TextDisplay("beside"), accessory=ui.Button(label="Open", url="https://a.org/b"))
            )
            await bot.get_partial_messageable(channel.id).send(view=view)
        (message,) = channel.messages.values()
        assert message.text == "in a box\nbeside"
        assert message.buttons[0].url == "https://a.org/b"
        assert [part["id"] for part in message.components] == [1, 4]
