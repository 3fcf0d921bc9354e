"""Questions: by command, by mention, reply or direct message, and in channels with automatic answers."""

import contextlib
import logging

import discord
from discord import ui

from bot.answering.answers import Answer
from bot.answering.courtesies import NO_QUESTION
from bot.discord import results
from bot.discord.access import Place, Scope
from bot.discord.asked import Asked
from bot.discord.buttons import layout, row
from bot.discord.desk import Desk, Interaction
from bot.discord.errors import EXPIRED, LOST, PUBLICLY_DEFERRED, Unpostable, explain, told
from bot.discord.places import may_write, place, place_of
from bot.discord.policy import Decision, Incoming, Stance, decide
from bot.discord.render import Result
from bot.errors import Closing

_log = logging.getLogger(__name__)

CONVERSATION_SECONDS = 3600.0
"""For so long a thread or direct conversation remembers what was asked in it."""

HOW_TO_ASK = f"{NO_QUESTION} Mention me with a question, reply to an answer of mine with the mention on, or use `/ask`."


async def by_command(desk: Desk, interaction: Interaction, question: str, collection: str, private: bool) -> None:
    """Answer `/ask`; an answer from collections that not everyone there sees is private in any case."""
    async with told(desk, interaction, "a question by command"):
        desk.require_patience(interaction.user.id)
        here = place_of(interaction)
        everyone, own = desk.access.everyone(here), desk.access.person(here)
        if collection and not everyone.meant(collection) and own.meant(collection):
            private = True
        interaction.extras[PUBLICLY_DEFERRED] = not private
        await interaction.response.defer(ephemeral=private, thinking=True)
        is_conversation = here.guild is None or here.parent is not None
        asked, result, _ = await answered(
            desk, question, own if private else everyone, here, interaction.user.id,
            public=not private, collection=collection, follows=is_conversation,
        )  # fmt: skip
        async with desk.showing(here.channel):
            try:
                message = await put(interaction, asked, result, private=private)
            except discord.HTTPException as error:
                if private or error.code not in EXPIRED:
                    raise
                message = await _post(interaction, _laid_out(interaction, asked, result, private=False))
            if asked and not private:
                await desk.keep_message(asked, message.id)


async def put(interaction: Interaction, asked: Asked | None, result: Result, *, private: bool) -> discord.Message:
    """Show the first page in place of the "is thinking", without buttons if it is not kept; return the message."""
    message = await interaction.edit_original_response(view=_laid_out(interaction, asked, result, private=private))
    interaction.extras.pop(PUBLICLY_DEFERRED, None)
    return message


def _laid_out(interaction: Interaction, asked: Asked | None, result: Result, *, private: bool) -> ui.LayoutView:
    return layout(result, 0, row(asked, result, 0, private=private and interaction.guild_id is not None))


async def _post(interaction: Interaction, view: ui.LayoutView) -> discord.Message:
    """Show what came after the interaction had expired in a message of its own, where the bot may write."""
    channel = interaction.channel
    if not isinstance(channel, discord.abc.Messageable) or not may_write(interaction):
        raise Unpostable(f"an answer was ready too late, and the bot may not write in channel {interaction.channel_id}")
    try:
        return await channel.send(view=view)
    except (*LOST, discord.HTTPException) as error:
        raise Unpostable(
            f"an answer was ready too late, and cannot be posted in channel {interaction.channel_id}: {error}"
        ) from error


async def answered(
    desk: Desk, question: str, scope: Scope, here: Place, person_id: int, *,
    public: bool, collection: str = "", follows: bool = False, chain: tuple[Asked, ...] = (),
) -> tuple[Asked | None, Result, Answer]:  # fmt: skip
    """Answer a question after those before it, and keep what buttons and follow-ups need; None if that failed."""
    person = await desk.look(desk.asked.person, person_id)
    if follows and not chain:
        earlier = await desk.look(desk.asked.earlier, str(here.channel), person, CONVERSATION_SECONDS)
        # A public answer must not tell what was asked in private.
        chain = tuple(each for each in earlier if each.public or not public)
    previous = [each.read_as for each in chain]
    given, result = await desk.answer(results.answered, desk.assistant, scope, question, collection, previous)
    asked = results.asked_of(given, str(here.channel), person, public=public, after=chain[-1].id if chain else "")
    return asked if await desk.keep(asked) else None, result, given


async def by_message(desk: Desk, message: discord.Message, bot_id: int) -> None:
    """Answer a message if it is a question to the bot."""
    decision = decide(_incoming(message, bot_id), desk.settings)
    if decision.stance is Stance.IGNORE:
        return
    with desk.busy():
        try:
            if decision.stance is Stance.GUIDE:
                await _reply(message, HOW_TO_ASK)
            elif decision.stance is Stance.OVERHEAR:
                await _answer(desk, message, decision)
            else:
                async with contextlib.AsyncExitStack() as stack:
                    # That people see it at work must not cost them the answer.
                    with contextlib.suppress(*LOST, discord.DiscordException):
                        await stack.enter_async_context(message.channel.typing())
                    await _answer(desk, message, decision)
        except Exception as error:
            said = explain(desk, error, "a question by message")
            if decision.stance is not Stance.OVERHEAR:
                await _reply(message, said)


async def _answer(desk: Desk, message: discord.Message, decision: Decision) -> None:
    if desk.closing:
        raise Closing
    desk.require_patience(message.author.id)
    here = place(message.channel, message.channel.id, message.guild.id if message.guild else None, message.author)
    chain: list[Asked] = []
    if message.reference and message.reference.message_id:
        async with desk.showing(message.channel.id):
            before = await desk.look(desk.asked.before, message.reference.message_id)
        chain = [each for each in before if each.place == str(here.channel)]
    asked, result, given = await answered(
        desk, decision.question, desk.access.everyone(here), here, message.author.id,
        public=True, follows=here.guild is None or here.parent is not None, chain=tuple(chain),
    )  # fmt: skip
    if decision.stance is Stance.OVERHEAR and not given.answered and not desk.settings.auto_abstain:
        return
    async with desk.showing(message.channel.id):
        sent = await _reply(message, layout(result, 0, row(asked, result, 0, private=False)))
        if sent and asked:
            await desk.keep_message(asked, sent.id)


async def _reply(message: discord.Message, content: str | ui.LayoutView) -> discord.Message | None:
    """Reply without notifying anybody; where that is not allowed, say so in the log."""
    where = message.channel.id
    try:
        if isinstance(content, str):
            return await message.reply(content, mention_author=False)
        return await message.reply(view=content, mention_author=False)
    except discord.Forbidden as error:
        _log.warning("cannot write in channel %s: %s; give the bot the permission to", where, error)
    except discord.HTTPException as error:
        _log.warning("a reply in channel %s was lost: %s", where, error)
    return None


def _incoming(message: discord.Message, bot_id: int) -> Incoming:
    reference = message.reference.resolved if message.reference else None
    replied = reference.author.id if isinstance(reference, discord.Message) else None
    if message.reference and replied is None:
        replied = 0  # somebody, but it is not known who
    ordinary = message.type in (discord.MessageType.default, discord.MessageType.reply)
    return Incoming(
        content=message.content,
        bot_id=bot_id,
        from_program=message.author.bot or message.webhook_id is not None or not ordinary,
        mentions=frozenset(message.raw_mentions),
        replies_to=replied,
        is_direct=message.guild is None,
        channel=message.channel.id,
        parent=message.channel.parent_id if isinstance(message.channel, discord.Thread) else None,
    )
