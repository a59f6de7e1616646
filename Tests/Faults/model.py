"""A model stage for the kill test: continues hourly series, and fails as it is told.

usage: model.py RECORDS FAULT    FAULT is "none", "failing" or "retryable"

It notes what it is asked in the file "asked". Ids leave it spelled with escapes, as Python and
PHP write them: no stage may take them for other groups.
- failing: the groups with an even digit or letter write nonsense from their third round on, as
  long as there is no file "mended".
- retryable: every fifth round has an error that may pass when it is asked for the first time.
"""
import json, os, sys, datetime as D

EPOCH = D.datetime(2024, 1, 1, tzinfo=D.timezone.utc)
count, fault = int(sys.argv[1]), sys.argv[2]
known = set(open("asked").read().splitlines()) if os.path.exists("asked") else set()
asked = open("asked", "a", buffering=1)
for text in sys.stdin:
    line = json.loads(text)
    ended = line.get("completed") or line.get("failed") or line.get("unfinished")
    if line["type"] == "group" and not ended:
        key = "%s %d" % (json.dumps(line["group_id"]), line["round"])
        asked.write(key + "\n")
        last = int(line["last_timestamp_seconds"])
        times = [D.datetime.fromtimestamp(last + 3600 * n, D.timezone.utc) for n in range(1, count + 1)]
        records = [{"g": line["group_id"], "ts": t.strftime("%Y-%m-%d %H:%M:%S"), "v": t.hour % 3} for t in times]
        if line["group_id"] is None:
            for record in records: del record["g"]
        answer = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records)
        if fault == "failing" and line["round"] > 1 and len(key) % 2 and not os.path.exists("mended"):
            answer = "nonsense\n"
        if fault == "retryable" and (len(key) + line["round"]) % 5 == 0 and key not in known:
            line["error"] = {"status": 503, "type": "server_error", "message": "try again", "retryable": True}
        else:
            line["completions"] = [{"index": 0, "text": answer, "finish_reason": "stop"}]
        known.add(key)
    print(json.dumps(line).replace("/", "\\/"), flush=True)
