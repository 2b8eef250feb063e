"""What several test modules share: mongosh, and the stores that all must give the same answers."""

import fcntl
import os
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from mongo_server import MongoServer
from stores import with_database

from etl.store import open_store

MONGODB = os.environ.get("JIANBAO_TEST_MONGODB")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "jianbao-tests"


@pytest.fixture(scope="session")
def mongosh(tmp_path_factory):
    """A runner `mongosh(uri, script) -> output`; installed once into a cache folder."""
    program = shutil.which("mongosh") or _installed()
    home = tmp_path_factory.mktemp("mongosh-home")

    def run(uri, script):
        path = home / "script.js"
        path.write_text(script, encoding="utf-8")
        environment = {**os.environ, "HOME": str(home), "NODE_NO_WARNINGS": "1"}
        command = [program, "--quiet", uri, "--file", str(path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def _installed():
    program = CACHE / "node_modules" / ".bin" / "mongosh"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        # Test processes side by side install it once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(program)
    return str(program)


def _install(program):
    if not program.exists():
        npm = shutil.which("npm")
        if not npm:
            pytest.skip("npm is not installed")
        command = [npm, "install", "mongosh", "--prefix", str(CACHE), "--no-audit", "--no-fund"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode or not program.exists():
            pytest.skip(f"mongosh cannot be installed: {done.stderr[-300:]}")


@pytest.fixture
def mongo_server():
    """The test server, which misbehaves on command."""
    with MongoServer() as server:
        yield server


@pytest.fixture(params=["memory", "embedded", "test server", "mongodb"])
def store(request, tmp_path):
    """An empty store of each kind; a real server only where JIANBAO_TEST_MONGODB names one."""
    if request.param == "memory":
        opened = open_store("memory:")
    elif request.param == "embedded":
        opened = open_store(str(tmp_path / "a.db"))
    elif request.param == "test server":
        opened = open_store(f"{request.getfixturevalue('mongo_server').uri}/jianbao")
    else:
        opened = open_store(request.getfixturevalue("real_mongodb"))
    opened.prepare()
    yield opened
    opened.close()


@pytest.fixture
def real_mongodb():
    """The URI of a database of our own on a real server, dropped afterwards."""
    if not MONGODB:
        pytest.skip("JIANBAO_TEST_MONGODB names no server")
    from pymongo import MongoClient

    name = f"jianbao_{uuid.uuid4().hex[:12]}"
    yield with_database(MONGODB, name)
    with MongoClient(MONGODB) as client:
        client.drop_database(name)
