"""`etl serve`: the embedded store through a socket, with pymongo and with bytes that are no message."""

import re
import signal
import socket
import struct
import subprocess
import sys
import zlib

import bson
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pymongo import MongoClient
from pymongo.errors import CursorNotFound, OperationFailure
from stores import page

from etl.cli import group
from etl.errors import ProtocolError
from etl.serve import ReadCommands, WireServer, cursors
from etl.serve.protocol import answer, read_request
from etl.store import open_store


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("serve") / "a.db")
    store = open_store(path)
    store.put_many([page(f"页{n}", f"{n}.txt", articles=5, terms=[f"词{n % 3}"]) for n in range(50)])
    store.close()
    return path


@pytest.fixture(scope="module")
def server(path):
    store = open_store(path, read_only=True)
    with WireServer(ReadCommands(store.database())) as serving:
        serving.start()
        yield serving
        serving.shutdown()
    store.close()


@pytest.fixture
def client(server):
    with MongoClient(server.uri, tz_aware=True) as connected:
        yield connected


def test_it_answers_as_the_store_does(client, path):
    served, store = client.jianbao, open_store(path, read_only=True)
    direct = store.database()
    assert served.list_collection_names() == ["articles", "loads", "pages"]
    assert client.list_database_names() == ["jianbao"]
    for query in ({}, {"terms": "词1"}, {"headline": re.compile("^页1")}, {"source.ordinal": {"$gt": 3}}):
        assert list(served.articles.find(query)) == list(direct.articles.find(query))
        assert served.articles.count_documents(query) == direct.articles.count_documents(query)
        assert served.articles.distinct("terms", query) == direct.articles.distinct("terms", query)
    options = {"projection": {"headline": 1}, "sort": [("headline", -1)], "skip": 5, "limit": 7}
    assert list(served.articles.find({}, **options)) == list(direct.articles.find({}, **options))
    pipeline = [{"$unwind": "$terms"}, {"$group": {"_id": "$terms", "n": {"$sum": 1}}}]
    assert list(served.articles.aggregate(pipeline)) == list(direct.articles.aggregate(pipeline))
    assert served.articles.estimated_document_count() == 250
    assert list(served.articles.index_information()) == list(direct.articles.index_information())
    store.close()


def test_cursors_go_on_where_they_stopped(client):
    assert len(list(client.jianbao.articles.find().batch_size(7))) == 250
    assert len(list(client.jianbao.articles.aggregate([{"$match": {}}], batchSize=0))) == 250
    cursor = client.jianbao.articles.find().batch_size(2)
    next(cursor)
    number = cursor.cursor_id
    cursor.close()
    with pytest.raises(CursorNotFound):
        client.jianbao.command({"getMore": bson.Int64(number), "collection": "articles"})
    assert client.jianbao.articles.find_one({"terms": "词2"})["terms"] == ["词2"]


def test_a_batch_keeps_within_16_megabytes(monkeypatch):
    monkeypatch.setattr(cursors, "MAX_BATCH_BYTES", 1000)
    opened = cursors.Cursors()
    documents = [{"_id": n, "text": "x" * 300} for n in range(10)]
    answered = opened.open("a.b", iter(documents))
    batches = [answered["cursor"]["firstBatch"]]
    while number := answered["cursor"]["id"]:
        answered = opened.more(number, None)
        batches.append(answered["cursor"]["nextBatch"])
    assert [len(batch) for batch in batches] == [3, 3, 3, 1]
    assert [d for batch in batches for d in batch] == documents


def test_forgotten_cursors_do_not_heap_up(monkeypatch):
    monkeypatch.setattr(cursors, "MAX_OPEN", 3)
    opened = cursors.Cursors()
    numbers = [opened.open("a.b", iter([{}, {}]), batch_size=1)["cursor"]["id"] for _ in range(5)]
    assert [opened.more(n, 1) is not None for n in numbers] == [False, False, True, True, True]


@pytest.mark.parametrize(
    "write",
    [
        lambda d: d.articles.insert_one({"a": 1}),
        lambda d: d.articles.update_one({}, {"$set": {"a": 1}}),
        lambda d: d.articles.replace_one({}, {"a": 1}),
        lambda d: d.articles.delete_many({}),
        lambda d: d.articles.drop(),
        lambda d: d.articles.create_index("a"),
        lambda d: d.articles.find_one_and_delete({}),
        lambda d: d.create_collection("more"),
        lambda d: d.articles.aggregate([{"$out": "more"}]),
        lambda d: d.client.drop_database("jianbao"),
    ],
)
def test_writes_are_refused(client, write):
    with pytest.raises(OperationFailure, match="for reading; write with: etl load") as told:
        write(client.jianbao)
    assert told.value.code == 13
    assert client.jianbao.articles.estimated_document_count() == 250


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ({"fly": 1}, 59, "no such command"),
        ({"explain": {"find": "articles"}}, 115, "explain"),
        ({"aggregate": 1, "pipeline": [], "cursor": {}}, 2, "name a collection"),
        ({"find": "articles", "filter": {"a": {"$foo": 1}}}, 2, "foo"),
        ({"find": "articles", "filter": 7}, 2, "find cannot be answered"),
        ({"aggregate": "articles", "pipeline": [{"$fly": 1}], "cursor": {}}, 2, "fly"),
        ({"aggregate": "articles", "pipeline": [{"$unset": "text"}], "cursor": {}}, 2, "unset"),
        ({"aggregate": "articles", "pipeline": "x", "cursor": {}}, 2, "cannot be answered"),
    ],
)
def test_what_cannot_be_done_is_told(client, command, code, message):
    with pytest.raises(OperationFailure, match=message) as told:
        client.jianbao.command(command)
    assert told.value.code == code


@pytest.mark.parametrize(
    "name",
    """hello isMaster ping buildInfo listDatabases serverStatus hostInfo getCmdLineArgs connectionStatus getParameter
    endSessions getLog whatsmyuri""".split(),  # noqa: SIM905 - a list of words
)
def test_what_shells_ask_on_connecting_is_answered(client, name):
    assert client.admin.command(name)["ok"] == 1.0


def test_other_databases_are_empty(client):
    assert client.other.list_collection_names() == []
    assert client.other.articles.count_documents({}) == 0


# --- bytes ----------------------------------------------------------------------------------------------------------


def message(body, code=2013, length=None):
    return struct.pack("<iiii", 16 + len(body) if length is None else length, 7, 0, code) + body


PING = bson.encode({"ping": 1, "$db": "admin"})


def receiver(data):
    place = 0

    def receive(size):
        nonlocal place
        place += size
        return data[place - size : place]

    return receive


def asked(server, data):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\0" * 64,
        message(b"", length=2**31 - 1),
        message(b"", length=-5),
        message(b"\0\0\0\0\0" + PING[:-4]),
        message(b"\0\0\0\0\0" + PING, code=2002),
        message(b"\0\0\0\0\x07" + PING),
        message(b"\x10\0\0\0\0" + PING),
        message(b"\0\0\0\0"),
        message(b"\0\0\0\0\0" + struct.pack("<i", 2**30) + PING[4:]),
        message(b"\0\0\0\0\x01\xff\xff\xff\x7fdocuments\0" + PING),
        message(b"\0\0\0\0\0" + b"\x0c\0\0\0\x02a\0\xff\xff\xff\x7f\0"),
    ],
)
def test_bytes_that_are_no_message_end_that_connection_only(server, client, data):
    assert client.admin.command("ping")["ok"] == 1.0
    assert asked(server, data) == b""
    assert client.admin.command("ping")["ok"] == 1.0


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=80), code=st.sampled_from([2013, 2004, 2012, 1]))
def test_any_bytes_are_a_request_or_a_protocol_error(data, code):
    for body in (data, b"\0\0\0\0\0" + data, b"\0\0\0\0\x01" + data):
        try:
            request = read_request(receiver(message(body, code)))
        except ProtocolError:
            continue
        assert isinstance(request.name, str)


def test_a_checksum_and_sections_of_documents_are_understood():
    documents = b"".join(bson.encode({"_id": n}) for n in range(3))
    section = b"documents\0" + documents
    body = struct.pack("<I", 1) + b"\x01" + struct.pack("<i", 4 + len(section)) + section
    body += b"\0" + bson.encode({"insert": "articles", "$db": "x"})
    request = read_request(receiver(message(body + struct.pack("<I", zlib.crc32(body)))))
    assert request.name == "insert"
    assert request.database == "x"
    assert request.command["documents"] == [{"_id": 0}, {"_id": 1}, {"_id": 2}]


def test_more_to_come_is_not_answered(server):
    quiet = message(struct.pack("<IB", 2, 0) + PING)
    assert len(asked(server, quiet + message(struct.pack("<IB", 0, 0) + PING))) == 38


def test_the_old_greeting_is_answered_in_the_old_way(server):
    query = struct.pack("<i", 0) + b"admin.$cmd\0" + struct.pack("<ii", 0, -1) + bson.encode({"isMaster": 1})
    answered = asked(server, message(query, code=2004))
    assert struct.unpack_from("<iiii", answered)[2:] == (7, 1)
    assert bson.decode(answered[36:])["maxWireVersion"] == 9


def test_compressed_messages_are_refused_politely(server):
    answered = asked(server, message(struct.pack("<iiB", 2013, 10, 1) + b"\x03\0\0", code=2012))
    assert "without compressors" in bson.decode(answered[21:])["errmsg"]


def test_an_answer_carries_the_number_of_its_request():
    request = read_request(receiver(message(struct.pack("<IB", 0, 0) + PING)))
    assert struct.unpack_from("<iiii", answer(request, {"ok": 1.0}))[2] == 7


# --- the commands ---------------------------------------------------------------------------------------------------


def test_serve_prints_the_line_that_opens_it(path):
    command = [sys.executable, "-u", "-m", "etl", "serve", "--store", path, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        serving.stdout.readline()
        uri = serving.stdout.readline().split()[1]
        with MongoClient(uri) as client:
            assert client.get_default_database().articles.estimated_document_count() == 250
        serving.send_signal(signal.SIGINT)
        assert serving.stdout.read() == "ended\n"
        assert serving.wait(timeout=10) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--store", "mongodb://localhost/jianbao"], "etl shell"),
        (["--store", "memory:"], "nothing in memory:"),
        (["--port", "70000"], "70000"),
    ],
)
def test_serve_says_what_it_cannot_serve(arguments, message):
    done = CliRunner().invoke(group, ["serve", *arguments])
    assert done.exit_code == 2
    assert message in done.output


def test_serve_says_that_a_port_is_taken(path, server):
    command = [sys.executable, "-m", "etl", "serve", "--store", path, "--port", str(server.port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert "name another with --port" in done.stderr


def test_shell_says_how_to_get_mongosh(path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    done = CliRunner().invoke(group, ["shell", "--store", path])
    assert done.exit_code == 1
    assert "npm install -g mongosh" in done.output


def test_shell_opens_mongosh_on_an_embedded_store(path, tmp_path, monkeypatch):
    program = tmp_path / "mongosh"
    program.write_text('#!/bin/sh\necho "$@"\nexit 5\n')
    program.chmod(0o755)
    command = [sys.executable, "-m", "etl", "shell", "--store", path, "--", "--quiet"]
    monkeypatch.setenv("PATH", str(tmp_path))
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert re.fullmatch(r"mongodb://127\.0\.0\.1:\d+/jianbao --quiet\n", done.stdout)
    assert done.returncode == 5


def test_shell_hands_a_server_to_mongosh(tmp_path, monkeypatch):
    program = tmp_path / "mongosh"
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    command = [sys.executable, "-m", "etl", "shell", "--store", "mongodb://db.example/jianbao"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.stdout == "mongodb://db.example/jianbao\n"
