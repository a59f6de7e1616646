"""Streams of completion lines, as a run with a model would leave them, made up with a fixed seed.

Each line holds the answer of one round: samples of records of four columns, most of them right.
The state of each line is the one that ts-collect computes, so that a stream can be replayed.
"""

import collections
import json
import math
import random
import time

from measure import DATA

START = 1577836800  # 2020-01-01 00:00:00 UTC
INTERVAL = 900
SEEDS = 3

Shape = collections.namedtuple("Shape", "groups records samples response validity")

# 200 MB: 5 samples of 50 records of 4 columns, 1 record in 100 at fault.
COMPLETIONS = Shape(groups=400, records=1000, samples=5, response=50, validity=0.99)

SCHEMA = {
    "type": "object",
    "properties": {
        "station": {"type": "string"},
        "ts": {"type": "string"},
        "temperature": {"type": "number", "minimum": -60, "maximum": 140},
        "state": {"type": "string", "enum": ["ok", "suspect", "missing"]},
    },
    "required": ["station", "ts", "temperature", "state"],
}


def timestamp(index):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(START + index * INTERVAL))


def spec(shape):
    """The first line of a stream."""
    return {
        "type": "spec",
        "version": 1,
        "schema": SCHEMA,
        "time_column": "ts",
        "time_format": "%Y-%m-%d %H:%M:%S",
        "step": "fixed",
        "interval_seconds": INTERVAL,
        "start_timestamp": timestamp(0),
        "stop_timestamp": timestamp(SEEDS + shape.records - 1),
        "group_column": "station",
        "prefill_context_size": SEEDS,
        "mode": "history",
        "prompt": "{prefill}",
        "groups": shape.groups,
        "expected_records": shape.groups * shape.records,
    }


class Group:
    """One group on its way from its first round to its last."""

    def __init__(self, number, shape, chance, times):
        self.name = f"S{number:05}"
        self.shape = shape
        self.chance = chance
        self.times = times
        self.round = 0
        self.next = SEEDS
        self.window = [self.record(index) for index in range(SEEDS)]
        self.valid = self.invalid = 0

    def record(self, index, fault=None):
        """One record; `fault` is how it is wrong."""
        temperature = self.chance.randrange(-2000, 9000) / 100
        state = "ok"
        if fault == "enum":
            state = "lost"
        elif fault == "maximum":
            temperature += 1000
        elif fault == "step":
            index += 1
        head = f'{{"station":"{self.name}","ts":"{self.times[index]}","temperature":{temperature}'
        return head if fault == "json" else f'{head},"state":"{state}"}}'

    def sample(self, count):
        """A response of records: the good ones before the first fault, and how many are bad."""
        records = []
        good = count
        fault = None
        if self.shape.validity < 1:
            good = int(math.log(1 - self.chance.random()) / math.log(self.shape.validity))
        if good < count:
            fault = self.chance.choice(["enum", "maximum", "step", "json"])
        for step in range(count):
            shift = 1 if fault == "step" and step > good else 0
            records.append(self.record(self.next + step + shift, fault if step == good else None))
        good = min(good, count)
        if fault == "step":
            bad = count - good
        else:
            bad = 1 if fault in ("enum", "maximum") else 0  # half an object is no record at all
        return records, good, bad

    def line(self):
        """The line of one round; moves on to the next."""
        count = min(self.shape.response, SEEDS + self.shape.records - self.next)
        samples = [self.sample(count) for _ in range(self.shape.samples)]
        prefill = "".join(record + "\n" for record in self.window)
        line = {"type": "group", "group_id": self.name, "round": self.round}
        if self.round == 0:
            line["initial_prefill"] = prefill
        line |= {
            "current_prefill": prefill,
            "last_timestamp_seconds": START + (self.next - 1) * INTERVAL,
            "expected_records": self.shape.records,
            "low_valid_fraction_count": 0,
            "no_progress_count": 0,
            "completed": False,
            "failed": False,
            "total_valid_records": self.valid,
            "total_invalid_records": self.invalid,
            "completions": [
                {"index": index, "text": "\n".join(records) + "\n", "finish_reason": "stop"}
                for index, (records, _, _) in enumerate(samples)
            ],
            "usage": {"prompt_tokens": 310, "completion_tokens": 62},
            "request": {"id": "0123456789abcdef", "samples": self.shape.samples, "attempts": 1},
        }
        records, good, bad = max(samples, key=lambda sample: sample[1])
        self.window = (self.window + records[:good])[-SEEDS:]
        self.next += good
        self.round += 1
        self.valid += good
        self.invalid += bad
        return line

    @property
    def ended(self):
        return self.next >= SEEDS + self.shape.records


def lines(shape, active=20, prompts_only=False):
    """The lines of a stream, `active` groups at a time; `prompts_only` as ts-prefill gives them."""
    chance = random.Random(1)
    times = [timestamp(index) for index in range(SEEDS + shape.records + shape.response + 2)]
    encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
    yield encode(spec(shape))
    started = 0
    groups = collections.deque()
    while True:
        while len(groups) < active and started < shape.groups:
            groups.append(Group(started, shape, chance, times))
            started += 1
        if not groups:
            return
        group = groups.popleft()
        line = group.line()
        if prompts_only:
            for member in ("completions", "usage", "request"):
                del line[member]
        yield encode(line)
        if not group.ended:
            groups.append(group)


def file(shape, name):
    """The path of a stream of this shape, written unless it is there already."""
    path = DATA / f"{name}-{'-'.join(map(str, shape))}.ndjson"
    if not path.exists():
        partial = path.with_suffix(".partial")
        with open(partial, "w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in lines(shape))
        partial.rename(path)
    return path


def slice_of(path, size):
    """The first lines of a stream, about `size` bytes of them, as a file of its own."""
    part = path.with_suffix(f".first-{size}")
    if not part.exists():
        with open(path, "rb") as whole:
            part.write_bytes(b"".join(whole.readlines(size)))
    return part
