"""The tests, and where what they test stands."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "tests" / "data" / "gaza-ceasefire-talks.txt"
"""A copy of the document that comes with the bot, which whoever uses it replaces with their own."""
