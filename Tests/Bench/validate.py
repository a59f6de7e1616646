"""The whole job of ts-validate: CPU per byte beside cat, jq, msgspec and the reference's way."""

import hashlib
import itertools
import json
import subprocess

import streams
from measure import DATA, PEERS, PYTHON, TOOLS, Failure, launch, pairs

OURS = [TOOLS / "ts-validate"]
# What each peer runs, the bytes it gets (it would take hours otherwise), and the ratio wanted.
PEER = {
    "jq": (["jq", "-cn", "-f", PEERS / "nearest.jq"], 2_000_000, 1 / 100),
    "msgspec": ([PYTHON, PEERS / "msgspec_best.py"], 20_000_000, 1 / 5),
    "reference": ([PYTHON, PEERS / "reference_way.py"], 3_000_000, 1 / 200),
}
RUNS = 5
GIGABYTE = 1_000_000_000


def digest(path):
    """What the records of each sample amount to, however the program that found them writes."""
    found = []
    with open(path, encoding="utf-8") as lines:
        for text in lines:
            line = json.loads(text)
            if line.get("type") == "spec":
                continue
            for response in line["responses"]:
                records = [
                    json.loads(record) if isinstance(record, str) else record
                    for record in response["records"]
                ]
                found.append([line["group_id"], line["round"], response["index"], records])
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def check(name, command, path):
    """The peer and we find the same records; otherwise its speed tells nothing."""
    ours, theirs = DATA / "validate.ours", DATA / f"validate.{name}"
    launch(OURS, stdin=path, stdout=ours, statuses=(0, 1))
    launch(command, stdin=path, stdout=theirs)
    if digest(ours) != digest(theirs):
        raise Failure(f"ts-validate and {name} differ: compare {ours} and {theirs}")


def cost(command, path):
    """Nanoseconds of CPU for each byte of the file."""
    used = launch(command, stdin=path, statuses=(0, 1))[0]
    return used.cpu_seconds * 1e9 / path.stat().st_size


def peak(path):
    """Peak memory, in MB, over a stream of 1 GB: the same file over and over."""
    times = -(-GIGABYTE // path.stat().st_size)
    feed = subprocess.Popen(["cat", *[path] * times], stdout=subprocess.PIPE)
    with feed.stdout:
        used = launch(OURS, stdin=feed.stdout, statuses=(0, 1))[0]
    feed.wait()
    return used.rss_mb


def changed(path, name, spec, record):
    """A stream without faults made from another: its spec and its records are changed."""
    other = path.with_suffix(f".{name}")
    if not other.exists():
        with open(path, encoding="utf-8") as lines, open(other, "w", encoding="utf-8") as out:
            out.write(spec(next(lines)))
            out.writelines(record(line) for line in lines)
    return other


def increasing(spec):
    """A step of any length in place of the fixed one."""
    return spec.replace('"step":"fixed","interval_seconds":900', '"step":"increasing"')


def with_flag(spec):
    """One boolean column more."""
    return spec.replace('"state":{', '"flag":{"type":["boolean","null"]},"state":{')


def flagged(line):
    """The records with that column, which changes from one to the next."""
    parts = line.split(',\\"state\\"')
    flags = itertools.cycle(["true", "false", "true", "null"])
    return parts[0] + "".join(
        f',\\"flag\\":{next(flags)},\\"state\\"{part}' for part in parts[1:]
    )


def bench(report):
    whole = streams.file(streams.COMPLETIONS, "completions")
    ratio, mine, other = pairs(
        lambda: cost(OURS, whole), lambda: cost(["cat"], whole), runs=RUNS
    )
    report.add("validate/cat", ratio, "ratio", 12, 1e3 / mine, 1e3 / other, RUNS)
    clean = streams.file(streams.COMPLETIONS._replace(groups=200, validity=1), "completions")
    ratio, mine, other = pairs(lambda: cost(OURS, clean), lambda: cost(["cat"], clean), RUNS)
    report.add("validate/clean_cat", ratio, "ratio", 7, 1e3 / mine, 1e3 / other, RUNS)
    for name, spec, record in [
        ("increasing", increasing, str),
        ("boolean", with_flag, flagged),
    ]:
        other_clean = changed(clean, name, spec, record)
        ratio, mine, other = pairs(lambda: cost(OURS, other_clean), lambda: cost(OURS, clean), RUNS)
        report.add(f"validate/{name}", ratio, "ratio", 1.3, 1e3 / mine, 1e3 / other, RUNS)
    for name, (command, size, wanted) in PEER.items():
        part = streams.slice_of(whole, size)
        check(name, command, part)
        ratio, mine, other = pairs(lambda: cost(OURS, whole), lambda: cost(command, part), RUNS)
        report.add(f"validate/{name}", ratio, "ratio", wanted, 1e3 / mine, 1e3 / other, RUNS)
    report.add("validate/rss_mb", peak(whole), "MB", 16)
