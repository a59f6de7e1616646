#!/usr/bin/env python3
"""What the reference would make of one of its run folders, with a model that repeats the training.

usage: reference-run.py model FOLDER                            takes ts-complete's place
       reference-run.py check FOLDER SEEDS REQUESTS RECORDS TABLE
                                                                compares what a run left; silent where all agrees

SEEDS is what ts-prefill writes, REQUESTS what ts-complete would ask of vLLM, RECORDS and TABLE what
ts-collect writes, as JSON lines and as CSV.
"""
import csv
import json
import os
import sys


def spell_number(text, is_whole):
    """A number with at most ten decimals, as the training wrote it."""
    if is_whole:
        return str(int(float(text)))
    short = f"{float(text):.10f}".rstrip("0")
    return short + "0" if short.endswith(".") else short


def spell(text, rule):
    """A cell of the table as the training wrote it."""
    for value in rule.get("enum", []):
        if isinstance(value, bool):
            if text.lower() == str(value).lower():
                return json.dumps(value)
        elif isinstance(value, (int, float)) and float(text) == value:
            return json.dumps(value)
    types = rule.get("type", "string")
    if "integer" in types or "number" in types:
        return spell_number(text, "integer" in types)
    if "boolean" in types:
        return text.lower()
    return json.dumps(text, ensure_ascii=False).replace("/", "\\/")


class Run:
    """What a folder says, and its training records by group."""

    def __init__(self, folder):
        def load(*parts):
            with open(os.path.join(folder, *parts), encoding="utf-8") as file:
                return json.load(file)

        self.config = load("run", "train", "safe-synthesizer-config.json")
        self.metadata = load("run", "train", "adapter", "metadata_v2.json")
        self.rules = load("run", "train", "adapter", "dataset_schema.json")["properties"]
        self.expected = load("expected.json")
        self.is_first_version = "initial_prefill" in self.metadata
        group = self.config["data"]["group_training_examples_by"]
        self.group = None if group == "__nss_sequence_id" else group
        self.time = self.config["time_series"]["timestamp_column"]
        about = self.metadata.get("timeseries_metadata") or {}
        flexible = about.get("flexible")
        self.controls = [flexible["index_column"], flexible["marker_column"]] if flexible else []
        leading = [name for name in (self.group, self.time) if name]
        self.columns = leading + [name for name in self.rules if name not in leading]
        source = [name for name in about.get("source_columns") or self.rules if name in self.rules]
        self.output = source + [n for n in self.rules if n not in source and n not in self.controls]
        self.records = {}
        for rows in self.table(folder).values():
            records = [self.record(row) for row in rows]
            id = json.loads(records[0])[self.group] if self.group else None
            self.records[json.dumps(id)] = records

    def table(self, folder):
        """The training rows by group, with the columns that the training adds."""
        groups = {}
        name = os.path.join(folder, "run", "dataset", "training.csv")
        with open(name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                groups.setdefault(row[self.group] if self.group else None, []).append(row)
        interval = self.config["time_series"]["timestamp_interval_seconds"]
        for rows in groups.values():
            for number, row in enumerate(rows):
                if self.controls:
                    row.update(zip(self.controls, [str(number), str(number == len(rows) - 1)]))
                elif self.time not in row:
                    row[self.time] = str(number * interval)
        return groups

    def record(self, row):
        """A row as the model saw it."""
        fields = (
            json.dumps(name, ensure_ascii=False).replace("/", "\\/") + ":" + spell(row[name], self.rules[name])
            for name in self.columns)
        return "{" + ",".join(fields) + "}"

    def rows(self):
        """The records that come out: all but those that the first version starts from."""
        first = 3 if self.is_first_version else 0
        return [record for records in self.records.values() for record in records[first:]]


def model(run):
    """Answers each group with the next seven of its training records."""
    for line in sys.stdin:
        stream = json.loads(line)
        if stream["type"] == "group" and not stream["completed"] and not stream["failed"]:
            records = run.records[json.dumps(stream["group_id"])]
            whole, _, begun = stream["current_prefill"].rpartition("\n")
            last = whole.rpartition("\n")[2]
            start = records.index(last) + 1 if last else 0
            text = "".join(record + "\n" for record in records[start:start + 7])
            text = text if text.startswith(begun) else ""
            stream["completions"] = [{"index": 0, "text": text, "finish_reason": "stop"}]
        print(json.dumps(stream, ensure_ascii=False), flush=True)


def wanted_prompt(run, first, record):
    """A first prompt as the reference sends it, but for a time that it spells as no record has it.

    Its second version stores times as it prints them, so that in other formats its first record
    holds another text than the training's; and a number among few as text (N2 and N3).
    """
    if run.is_first_version:
        return first["prompt"]
    tokens = run.metadata["prompt_config"]
    prompt = first["decoded"].replace("<BOS>", tokens["bos_token"]).replace("<EOS>", tokens["eos_token"])
    assert prompt.endswith(first["prefix"])
    known = json.loads(record)
    start = ",".join(
        json.dumps(name, ensure_ascii=False) + ":" + spell(str(known[name]), run.rules[name])
        for name in run.columns[:2 if run.group else 1])
    return prompt[:len(prompt) - len(first["prefix"])] + "{" + start + ',"'


def check(run, seeds, requests, records, table):
    """Gives what differs."""
    yield from check_prompts(run, seeds, requests)
    yield from check_records(run, records, table)


def check_prompts(run, seeds, requests):
    """Gives what differs in what is asked first."""
    with open(seeds, encoding="utf-8") as file:
        spec, *groups = map(json.loads, file)
    with open(requests, encoding="utf-8") as file:
        bodies = [json.loads(line)["body"] for line in file]
    by_id = {json.dumps(group["group_id"]): (group, body) for group, body in zip(groups, bodies)}
    if not len(by_id) == len(bodies) == len(run.expected["spec"]["groups"]):
        yield f"{len(by_id)} groups, {len(bodies)} requests"
    for first, training in zip(run.expected["first_prompts"], run.expected["training_records"]):
        id = json.dumps(json.loads(training[0])[run.group] if run.group else None)
        if run.records[id][:len(training)] != training:
            yield f"the test spells the training records of {id} otherwise"
        group, body = by_id[id]
        prompt = spec["prompt"].replace("{prefill}", group["current_prefill"])
        wanted = wanted_prompt(run, first, training[0])
        if body["prompt"] != prompt:
            yield f"{body['prompt']!r} is asked of {id}"
        if ("add_special_tokens" in body) == run.is_first_version:
            yield f"add_special_tokens is {body.get('add_special_tokens')} for {id}"
        if prompt != wanted:
            yield f"the prompt of {id}:\n{prompt!r}, wanted\n{wanted!r}"
        expected = first["expected_records"] - (3 if run.is_first_version else 0)
        if first["expected_records"] and group["expected_records"] != expected:
            yield f"{group['expected_records']} records expected of {id}, wanted {expected}"


def check_records(run, records, table):
    """Gives what differs in what comes out."""
    wanted = [json.loads(record) for record in run.rows()]
    with open(records, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if run.controls:
        cut = [{n: v for n, v in record.items() if n not in run.controls} for record in wanted]
        if sorted(lines) != sorted(json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in cut):
            yield f"{len(lines)} records, wanted {len(cut)}, or not those"
    elif sorted(lines) != sorted(run.rows()):
        yield f"{len(lines)} records, wanted {len(wanted)}, or not those"
    with open(table, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if header != run.output:
        yield f"the columns {header}, wanted {run.output}"
    cells = [[r[n] if isinstance(r[n], str) else json.dumps(r[n]) for n in run.output] for r in wanted]
    if sorted(rows) != sorted(cells):
        yield f"{len(rows)} rows of the table, wanted {len(cells)}, or not those"


if __name__ == "__main__":
    if sys.argv[1] == "model":
        model(Run(sys.argv[2]))
    else:
        sys.exit("\n".join(check(Run(sys.argv[2]), *sys.argv[3:])) or 0)
