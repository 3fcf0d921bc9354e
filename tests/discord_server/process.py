"""Runs the bot's command line in a process of its own against a DiscordServer:

python -m tests.discord_server.process BASE GATEWAY run --config FILE ...
"""

import runpy
import sys

import discord
import yarl


def main() -> None:
    base, gateway, *arguments = sys.argv[1:]
    discord.http.Route.BASE = base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    sys.argv = ["bot", *arguments]
    runpy.run_module("bot", run_name="__main__")


if __name__ == "__main__":
    main()
