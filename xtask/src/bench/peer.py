"""DuckDB and chDB as contestants: `peer.py ENGINE load STORE FILE…`, `peer.py ENGINE ask STORE QUESTIONS`.

Both load NDJSON into one table of events and diagnose nothing. What is told counts from when the library is there.
"""

import json
import os
import sys
import time


class DuckDb:
    def __init__(self, store):
        import duckdb

        self.connection = duckdb.connect(store)
        self.connection.execute("SET TimeZone = 'UTC'")

    def load(self, files):
        columns = (
            "{logGroupName: 'VARCHAR', timestamp: 'BIGINT', message: 'VARCHAR', "
            "ingestionTime: 'BIGINT', eventId: 'VARCHAR'}"
        )
        self.connection.execute(
            f"""CREATE TABLE events AS
            SELECT eventId AS event_id, epoch_ms(timestamp) AS ts, split_part(logGroupName, 'Logs_', 2) AS stage,
                   substr(message, 2, 36)::UUID AS request_id, message
            FROM read_ndjson({files!r}, columns = {columns})"""
        )
        self.connection.execute("CHECKPOINT")

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()


class ChDb:
    # It would make a repeated question look like a quick one.
    SETTINGS = " SETTINGS use_query_condition_cache = 0"

    def __init__(self, store):
        from chdb.session import Session

        self.session = Session(store)
        self.session.query("CREATE DATABASE IF NOT EXISTS bench ENGINE = Atomic")
        self.session.query("USE bench")

    def load(self, files):
        self.session.query(
            """CREATE TABLE events (
                event_id String CODEC(ZSTD(1)), ts DateTime64(3, 'UTC') CODEC(ZSTD(1)),
                stage LowCardinality(String) CODEC(ZSTD(1)), request_id UUID CODEC(ZSTD(1)), message String CODEC(ZSTD(1))
            ) ENGINE = MergeTree ORDER BY (stage, ts, event_id)"""
        )
        pattern = os.path.dirname(files[0]) + "/*.ndjson"
        self.session.query(
            f"""INSERT INTO events
            SELECT eventId, fromUnixTimestamp64Milli(timestamp, 'UTC'), splitByString('Logs_', logGroupName)[2],
                   toUUID(substring(message, 2, 36)), message
            FROM file('{pattern}', JSONEachRow, 'logGroupName String, timestamp Int64, message String, eventId String')"""
        )

    def rows(self, sql):
        answer = self.session.query(sql + self.SETTINGS, "JSONCompact")
        return json.loads(answer.bytes())["data"]


def load(engine, files):
    before, began = os.times(), time.perf_counter()
    engine.load(files)
    wall, after = time.perf_counter() - began, os.times()
    cpu = after.user + after.system - before.user - before.system
    print(json.dumps({"wall": wall, "cpu": cpu}))


def ask(engine, questions):
    answers = []
    for sql in questions["checks"]:
        rows = engine.rows(sql)
        answers.append("\n".join(",".join(str(value) for value in row) for row in rows))
    milliseconds = []
    for sql in questions["queries"]:
        began = time.perf_counter()
        engine.rows(sql)
        milliseconds.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"answers": answers, "milliseconds": milliseconds}))


if __name__ == "__main__":
    name, action, store = sys.argv[1:4]
    peer = {"duckdb": DuckDb, "chdb": ChDb}[name](store)
    if action == "load":
        load(peer, sys.argv[4:])
    else:
        with open(sys.argv[4], encoding="utf-8") as file:
            ask(peer, json.load(file))
