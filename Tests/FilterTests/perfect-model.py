#!/usr/bin/env python3
"""Takes ts-complete's place with a model that repeats the training rows, two at a time.

usage: perfect-model.py TRAIN.csv [GROUP_COLUMN]
"""
import collections
import csv
import json
import sys

table = list(csv.DictReader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
group_column = sys.argv[2] if len(sys.argv) > 2 else None
following = {}


def text(value, types):
    if value == "":
        return "null"
    return json.dumps(value, ensure_ascii=False) if "string" in types else value


def learn(spec):
    columns = {name: rule["type"] for name, rule in spec["schema"]["properties"].items()}
    interval = spec.get("interval_seconds")
    groups = {}
    totals = collections.Counter(row.get(group_column) for row in table)
    for row in table:
        key = text(row[group_column], columns[group_column]) if group_column else "null"
        key = json.dumps(json.loads(key))
        number = len(groups.setdefault(key, []))
        row.setdefault("elapsed_seconds", f"{number * interval:.12g}" if interval else "")
        fields = (json.dumps(n, ensure_ascii=False) + ":" + text(row[n], t) for n, t in columns.items())
        row[spec.get("index_column")] = str(number)
        row[spec.get("end_column")] = str(totals[row.get(group_column)] == number + 1).lower()
        groups[key].append("{" + ",".join(fields) + "}\n")
    for key, records in groups.items():
        for record, after in zip([""] + records, zip(records, records[1:] + [""])):
            following[key, record] = "".join(after)


for line in sys.stdin:
    stream = json.loads(line)
    if stream["type"] == "spec":
        learn(stream)
    if stream["type"] == "group" and not stream["completed"] and not stream["failed"]:
        key = json.dumps(stream["group_id"])
        whole = stream["current_prefill"].splitlines(keepends=True)
        last = whole[-1] if whole[-1].endswith("\n") else ""
        stream["completions"] = [{"index": 0, "text": following.get((key, last), ""), "finish_reason": "stop"}]
    print(json.dumps(stream, ensure_ascii=False), flush=True)
