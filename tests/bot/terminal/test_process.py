"""What only a process of its own can show: pipes that close, encodings, interrupts, bytes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pytest

from tests import ROOT
from tests.conftest import BRIEFING, AssistantMaker, eventually


@pytest.fixture
def home(make_assistant: AssistantMaker, tmp_path: Path) -> Path:
    """A folder with config.yaml and an index."""
    make_assistant({f"{number}é.md": BRIEFING.replace("Water", f"Water {number} é") for number in range(30)}).reindex()
    return tmp_path


def bot(
    home: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.PIPE,
) -> "subprocess.Popen[bytes]":
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(env or {})}
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=home, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
    )


def finished(process: "subprocess.Popen[bytes]", given: bytes | None = None) -> tuple[int, bytes, str]:
    out, err = process.communicate(given, timeout=60)
    return process.returncode, out or b"", err.decode()


@pytest.mark.parametrize("arguments", [["sources"], ["sources", "--json"], ["show", "1é", "--json"], ["--help"]])
def test_a_reader_that_is_gone_is_no_failure(home: Path, arguments: list[str]) -> None:
    end, out = os.pipe()
    os.close(end)
    process = bot(home, "-m", "bot", *arguments, stdout=out)
    os.close(out)
    assert finished(process) == (0, b"", "")


def test_a_reader_that_leaves_ends_a_conversation_quietly(home: Path) -> None:
    process = bot(home, "-m", "bot", "chat", stdin=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"/sources\n")
    process.stdin.flush()
    assert process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"/sources\n" * 50)
    process.stdin.close()
    assert process.stderr
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def test_an_output_that_knows_only_ascii_is_no_failure(home: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    status, out, err = finished(bot(home, "-m", "bot", "sources", env=ascii_only))
    assert (status, err) == (0, "")
    assert b"0\\xe9.md" in out
    status, out, _ = finished(bot(home, "-m", "bot", "sources", "--json", env=ascii_only))
    assert json.loads(out.decode("ascii"))["documents"][0]["document"] == "0é.md"
    status, out, _ = finished(bot(home, "-m", "bot", "show", "0é.md", env=ascii_only))
    assert out.decode("utf-8") == BRIEFING.replace("Water", "Water 0 é")


@pytest.mark.parametrize("arguments", [["status", "--help"], ["show", "0é.md"], ["show", "0é.md", "--json"]])
def test_a_full_disk_is_told(home: Path, arguments: list[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no such device here")
    with Path("/dev/full").open("wb") as full:
        status, _, err = finished(bot(home, "-m", "bot", *arguments, stdout=full))
    assert status == 1
    assert err.count("\n") == 1
    assert "No space left" in err


def test_bytes_that_are_no_text_end_no_conversation(home: Path) -> None:
    process = bot(home, "-m", "bot", "chat", stdin=subprocess.PIPE, env={"PYTHONUTF8": "0", "LC_ALL": "C.UTF-8"})
    status, out, _ = finished(process, b"/show \xff\n/show 0\xc3\xa9.md pumps\n")
    assert status == 0
    assert b"Two of the five pumps" in out


def test_an_interrupt_while_it_starts_leaves_no_traceback(home: Path, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "click.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(30)\n", encoding="utf-8")
    process = bot(home, "-m", "bot", "sources", env={"PYTHONPATH": f"{slow}{os.pathsep}{ROOT}"})
    assert process.stdout
    assert process.stdout.readline() == b"importing\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert finished(process) == (130, b"", "")


def test_a_conversation_notices_what_becomes_of_the_folder(home: Path) -> None:
    process = bot(home, "-m", "bot", "chat", stdin=subprocess.PIPE)

    def listed() -> str:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"/sources --json\n")
        process.stdin.flush()
        return process.stdout.readline().decode()

    assert '"1é.md"' in listed()
    (home / "documents" / "1é.md").unlink()  # what needs no model, which would have to be compiled here
    eventually(lambda: '"1é.md"' not in listed())
    assert finished(process) == (0, b"", "documents: removed 1é.md (generation 2)\n")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_a_conversation_that_follows_the_folder(home: Path, number: int, status: int) -> None:
    process = bot(home, "-m", "bot", "chat", stdin=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"/sources --json\n")
    process.stdin.flush()
    process.stdout.readline()
    time.sleep(2)  # so that the watch is open
    process.send_signal(number)
    process.wait(timeout=60)
    process.stdin.close()
    process.stdin = None
    assert (finished(process)[0], finished(process)[2]) == (status, "")


@pytest.mark.parametrize("command", ["--help", "status", "sources"])
def test_what_does_not_watch_or_embed_does_not_load_it(home: Path, command: str) -> None:
    code = (
        "import sys; from bot.terminal.commands import run; "
        "run(sys.argv[1:]); print(sorted(sys.modules), file=sys.stderr)"
    )
    _, _, err = finished(bot(home, "-c", code, command))
    for library in ("watchfiles", "onnxruntime", "tokenizers", "torch"):
        assert f"'{library}'" not in err


def test_log_lines_cannot_steer_the_screen(home: Path) -> None:
    code = "import logging, sys; from bot.terminal.commands import main; sys.argv[1:] = ['--help']\n"
    code += "try: main()\nfinally: logging.getLogger('bot').info('reading %s', 'a\\x1b[31m.md')"
    status, _, err = finished(bot(home, "-c", code))
    assert (status, err) == (0, "reading a␛[31m.md\n")
