"""Validates a stream with msgspec, as fast as Python can: typed decoding checks the schema.

It is the best case: the types are written for this one schema, the time format is the one that
msgspec reads itself, and what the stage does not read passes through undecoded.
"""

import datetime
import sys
from typing import Annotated, Literal

import msgspec


class Record(msgspec.Struct):
    station: str
    ts: datetime.datetime
    temperature: Annotated[float, msgspec.Meta(ge=-60, le=140)]
    state: Literal["ok", "suspect", "missing"]


class Sample(msgspec.Struct):
    index: int
    text: str


class Response(msgspec.Struct):
    index: int
    records: list[msgspec.Raw]


class Line(msgspec.Struct, omit_defaults=True):
    type: msgspec.Raw
    group_id: str
    round: msgspec.Raw
    current_prefill: msgspec.Raw
    last_timestamp_seconds: float
    expected_records: msgspec.Raw
    low_valid_fraction_count: msgspec.Raw
    no_progress_count: msgspec.Raw
    completed: msgspec.Raw
    failed: msgspec.Raw
    total_valid_records: msgspec.Raw
    total_invalid_records: msgspec.Raw
    usage: msgspec.Raw
    request: msgspec.Raw
    completions: list[Sample] | msgspec.UnsetType = msgspec.UNSET
    responses: list[Response] | msgspec.UnsetType = msgspec.UNSET
    initial_prefill: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def main():
    read_line = msgspec.json.Decoder(Line).decode
    read_record = msgspec.json.Decoder(Record).decode
    write = msgspec.json.Encoder().encode
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    spec = msgspec.json.decode(stdin.readline())
    interval = datetime.timedelta(seconds=spec["interval_seconds"])
    epoch = datetime.datetime(1970, 1, 1)
    for text in stdin:
        line = read_line(text)
        group = line.group_id
        start = epoch + datetime.timedelta(seconds=line.last_timestamp_seconds)
        line.responses = []
        for sample in line.completions:
            last = start
            records = []
            for found in sample.text.encode().splitlines():
                try:
                    record = read_record(found)
                except msgspec.DecodeError:
                    break
                if record.ts - last != interval or record.station != group:
                    break
                last = record.ts
                records.append(msgspec.Raw(found))
            line.responses.append(Response(sample.index, records))
        line.completions = msgspec.UNSET
        stdout.write(write(line) + b"\n")


main()
