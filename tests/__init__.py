"""The tests, and where what they test stands."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "knowledge" / "documents" / "gaza-ceasefire-talks.txt"
