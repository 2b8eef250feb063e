"""Every command and code block of README.md and docs/ is run, in order, and says what it is printed to say.

Blocks marked `console` hold commands after `$ ` and their output, where `...` stands for anything; `bash` and `python`
blocks must only succeed; a `text` block after a `python` block is what that prints; `json` and `toml` must parse.
Blocks of other languages have tests of their own, and so have commands
that run until they are stopped (`sh`).
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from mongo_server import MongoServer

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PARSED = {"json": json.loads, "toml": tomllib.loads}
RUN = ("console", "bash", "python", *PARSED)
INSTALL = re.compile(r"^python -m pip install -e \S+ && ")
SERVER = "mongodb://localhost/jianbao"


def blocks(path):
    """Give the blocks of a document: (language, line, text)."""
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield found[1], text.count("\n", 0, found.start()) + 1, found[2]


@pytest.fixture(scope="module")
def server():
    with MongoServer() as running:
        yield running.uri


@pytest.fixture
def shell(tmp_path, server):
    """Run commands as a reader would: in a clone, with `etl` on the path."""
    for name in ("seeds", "tests", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("JIANBAO_STORE", None)

    def run(command):
        found = subprocess.run(
            ["bash", "-c", command.replace(SERVER, f"{server.rstrip('/')}/jianbao")],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=120,
        )
        assert found.returncode == 0, f"{command}\n{found.stdout}{found.stderr}"
        return found.stdout

    return run


def lines(text):
    """Give the lines of an output as a reader sees them."""
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def says(output, printed):
    """Tell whether an output is what is printed, where `...` stands for anything."""
    pattern = re.escape(lines(printed)).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, lines(output), re.DOTALL)


def run_console(shell, text):
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        output = shell(command)
        assert says(output, printed), f"$ {command}\n{output}\ninstead of\n{printed}"


def run_block(shell, language, text, printed):
    if language in PARSED:
        PARSED[language](text)
    elif language == "python":
        output = shell(f"python - <<'END'\n{text}END\n")
        assert printed is None or says(output, printed), f"{output}\ninstead of\n{printed}"
    elif language == "bash":
        shell(f"set -euo pipefail\n{INSTALL.sub('', text)}")
    else:
        run_console(shell, text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_block_runs(path, shell):
    if path.name != "README.md":
        shell("etl load seeds/ --jobs 1")
    found = list(blocks(path))
    for (language, line, text), (following, _, printed) in pairwise([*found, ("", 0, "")]):
        if language in RUN and "pytest" not in text:
            try:
                run_block(shell, language, text, printed if following == "text" else None)
            except (AssertionError, ValueError) as error:
                pytest.fail(f"{path.name}, line {line}: {error}")


def test_continuous_integration_runs_the_command_of_the_readme():
    (command,) = (text.strip() for _, _, text in blocks(ROOT / "README.md") if "pytest" in text)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []
