"""Validates a stream with msgspec, as fast as Python can: typed decoding checks the schema.

It is the best case: types are written for this one schema, and a timestamp is never parsed but
compared with the text that the next one must have.
"""

import sys
import time
from typing import Annotated, Literal

import msgspec


class Record(msgspec.Struct):
    station: str
    ts: str
    temperature: Annotated[float, msgspec.Meta(ge=-60, le=140)]
    state: Literal["ok", "suspect", "missing"]


class Sample(msgspec.Struct):
    index: int
    text: str


class Line(msgspec.Struct):
    group_id: str
    round: int
    last_timestamp_seconds: float
    completions: list[Sample]


class Response(msgspec.Struct):
    index: int
    records: list[str]


class Answer(msgspec.Struct):
    group_id: str
    round: int
    responses: list[Response]


def main():
    read_line = msgspec.json.Decoder(Line).decode
    read_record = msgspec.json.Decoder(Record).decode
    write = msgspec.json.Encoder().encode
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    spec = msgspec.json.decode(stdin.readline())
    interval, form = spec["interval_seconds"], spec["time_format"]
    texts = {}
    for text in stdin:
        line = read_line(text)
        responses = []
        for sample in line.completions:
            seconds = line.last_timestamp_seconds
            records = []
            for found in sample.text.splitlines():
                seconds += interval
                expected = texts.get(seconds)
                if expected is None:
                    expected = texts[seconds] = time.strftime(form, time.gmtime(seconds))
                try:
                    if read_record(found).ts != expected:
                        break
                except msgspec.DecodeError:
                    break
                records.append(found)
            responses.append(Response(sample.index, records))
        stdout.write(write(Answer(line.group_id, line.round, responses)) + b"\n")


main()
