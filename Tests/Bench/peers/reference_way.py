"""Validates a stream as the reference does, with its schema compiled once.

A regular expression finds the records, `json` parses them, `jsonschema` checks them, and
`datetime.strptime` reads their times.
"""

import datetime
import json
import re
import sys

import jsonschema

RECORD = re.compile(r"\{.+?\}(?=\n|\Z)")


def valid_prefix(text, group, last, spec, validator):
    """The records of one response that hold, as text."""
    records = []
    for found in RECORD.findall(text):
        try:
            record = json.loads(found)
        except ValueError:
            break
        if next(validator.iter_errors(record), None) is not None:
            break
        if record[spec["group_column"]] != group:
            break
        try:
            time = datetime.datetime.strptime(record[spec["time_column"]], spec["time_format"])
        except ValueError:
            break
        seconds = time.replace(tzinfo=datetime.timezone.utc).timestamp()
        if seconds != last + spec["interval_seconds"]:
            break
        last = seconds
        records.append(found)
    return records


def main():
    spec = json.loads(sys.stdin.readline())
    validator = jsonschema.Draft202012Validator(spec["schema"])
    for text in sys.stdin:
        line = json.loads(text)
        group, last = line["group_id"], line["last_timestamp_seconds"]
        line["responses"] = [
            {
                "index": sample["index"],
                "records": valid_prefix(sample["text"], group, last, spec, validator),
            }
            for sample in line.pop("completions")
        ]
        sys.stdout.write(json.dumps(line) + "\n")


main()
