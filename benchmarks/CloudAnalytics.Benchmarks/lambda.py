"""The plain Python functions that the index function is measured beside: decode, parse, add @timestamp, encode again as a bulk body.

usage: lambda.py EVENT ROUNDS; prints a line `module median-in-seconds` for each JSON module that is there.
"""

import base64
import json
import statistics
import sys
import time


def with_json(event):
    lines = []
    for record in json.loads(event)["Records"]:
        kinesis = record["kinesis"]
        document = json.loads(base64.b64decode(kinesis["data"]))
        document["@timestamp"] = document["date-time"]
        lines.append(json.dumps({"create": {"_index": "mail-2026.01.01", "_id": kinesis["sequenceNumber"]}}))
        lines.append(json.dumps(document))
    return ("\n".join(lines) + "\n").encode()


def with_orjson(event):
    lines = []
    for record in orjson.loads(event)["Records"]:
        kinesis = record["kinesis"]
        document = orjson.loads(base64.b64decode(kinesis["data"]))
        document["@timestamp"] = document["date-time"]
        lines.append(orjson.dumps({"create": {"_index": "mail-2026.01.01", "_id": kinesis["sequenceNumber"]}}))
        lines.append(orjson.dumps(document))
    return b"\n".join(lines) + b"\n"


functions = {"json": with_json}
try:
    import orjson

    functions["orjson " + orjson.__version__] = with_orjson
except ImportError:
    pass

with open(sys.argv[1], "rb") as file:
    data = file.read()
for name, function in functions.items():
    function(data)
    times = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        function(data)
        times.append(time.perf_counter() - start)
    print(name, statistics.median(times), sep="\t")
