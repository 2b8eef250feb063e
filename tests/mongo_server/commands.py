"""The commands that write, on mongomock, one operation at a time."""

from __future__ import annotations

from mongomock import MongoClient
from pymongo.errors import DuplicateKeyError

from etl.serve.commands import ReadCommands, failure
from mongo_server.faults import Fault


class WriteCommands(ReadCommands):
    """All of `ReadCommands`, and writes; validators are kept and checked by type of the fields they name."""

    def __init__(self):
        self.client = MongoClient(tz_aware=True)
        super().__init__(None)
        self.faults: list[Fault] = []
        self.seen: list = []
        self.validators: dict = {}
        self._writing = {
            "insert": self._insert,
            "update": self._update,
            "delete": self._delete,
            "create": self._create,
            "collMod": self._modify,
            "createIndexes": self._index,
            "drop": self._drop,
            "dropDatabase": self._drop_database,
        }

    def __call__(self, request):
        self.seen.append(request)
        fault = next((f for f in self.faults if f.strikes(request.name)), None)
        if fault and fault.code:
            return fault.error()
        if fault and fault.hang_up and not fault.half:
            return None
        self._database = self.client[request.database]
        self._shown = request.database
        command = self._writing.get(request.name)
        answer = command(request, fault) if command else super().__call__(request)
        return None if fault and fault.hang_up else answer

    def _done(self, fault, **told):
        if fault and fault.concern:
            told["writeConcernError"] = {"code": 64, "codeName": "WriteConcernFailed", "errmsg": "waiting timed out"}
        return {**told, "ok": 1.0}

    def _insert(self, request, fault):
        collection, errors, done = self._collection(request), [], 0
        for index, document in enumerate(self._half(request.command["documents"], fault)):
            try:
                error = self._refused(document, request, fault)
                if error:
                    errors.append({"index": index, **error})
                else:
                    collection.insert_one(document)
                    done += 1
            except DuplicateKeyError as duplicate:
                errors.append({"index": index, "code": 11000, "errmsg": str(duplicate)})
        return self._done(fault, n=done, **({"writeErrors": errors} if errors else {}))

    def _update(self, request, fault):
        collection, errors, upserted, matched = self._collection(request), [], [], 0
        for index, operation in enumerate(self._half(request.command["updates"], fault)):
            query, change = operation["q"], operation["u"]
            if any(name.startswith("$") for name in change):
                many = collection.update_many if operation.get("multi") else collection.update_one
                result = many(query, change, upsert=operation.get("upsert", False))
            elif error := self._refused(change, request, fault):
                errors.append({"index": index, **error})
                continue
            else:
                result = collection.replace_one(query, change, upsert=operation.get("upsert", False))
            matched += result.matched_count or (result.upserted_id is not None)
            if result.upserted_id is not None:
                upserted.append({"index": index, "_id": result.upserted_id})
        more = {name: value for name, value in (("writeErrors", errors), ("upserted", upserted)) if value}
        return self._done(fault, n=matched, nModified=matched - len(upserted), **more)

    def _delete(self, request, fault):
        collection, done = self._collection(request), 0
        for operation in request.command["deletes"]:
            many = collection.delete_many if operation["limit"] == 0 else collection.delete_one
            done += many(operation["q"]).deleted_count
        return self._done(fault, n=done)

    def _half(self, operations, fault):
        return operations[: len(operations) // 2] if fault and fault.half else operations

    def _refused(self, document, request, fault):
        if fault and fault.refuse == document["_id"]:
            return {"code": fault.document_code, "errmsg": "Document failed validation"}
        required = self.validators.get(self._namespace(request), {}).get("$jsonSchema", {}).get("required", ())
        missing = [name for name in required if name not in document]
        return {"code": 121, "errmsg": f"Document failed validation: no {missing}"} if missing else None

    def _create(self, request, fault):
        name = request.command["create"]
        if name in self._database.list_collection_names():
            return {**failure(48, "it exists"), "codeName": "NamespaceExists"}
        self._database.create_collection(name)
        self.validators[self._namespace(request)] = request.command.get("validator", {})
        return {"ok": 1.0}

    def _modify(self, request, fault):
        if request.command["collMod"] not in self._database.list_collection_names():
            return {**failure(26, "ns does not exist"), "codeName": "NamespaceNotFound"}
        self.validators[self._namespace(request)] = request.command.get("validator", {})
        return {"ok": 1.0}

    def _index(self, request, fault):
        for index in request.command["indexes"]:
            self._collection(request).create_index(list(index["key"].items()), name=index["name"])
        return {"ok": 1.0}

    def _drop(self, request, fault):
        self._collection(request).drop()
        return {"ok": 1.0}

    def _drop_database(self, request, fault):
        self.client.drop_database(request.database)
        return {"ok": 1.0}
