"""The end of the pipeline: seconds for 100,000 accepted records, and memory as records add up."""

import subprocess
import sys
import time

import streams
from measure import DATA, HERE, TOOLS, Failure, launch

SMALL = streams.Shape(groups=10, records=1000, samples=1, response=50, validity=1)
LARGE = SMALL._replace(groups=10_000)


def accepted(path):
    with open(path, "rb") as lines:
        return sum(1 for _ in lines)


def seconds(stream, records):
    """Wall seconds of the two stages, which must give every record."""
    out = DATA / "collected.ndjson"
    command = '"$0" < "$2" | "$1" > "$3"'
    words = ["sh", "-c", command, TOOLS / "ts-validate", TOOLS / "ts-collect", stream, out]
    start = time.monotonic()
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
    took = time.monotonic() - start
    if accepted(out) != records:
        raise Failure(f"ts-collect gave {accepted(out)} records of {records}")
    return took


def alone(stream):
    """Rounds and megabytes a second of ts-collect alone, on a stream that has been judged."""
    judged = DATA / "judged.ndjson"
    with open(stream, "rb") as lines, open(judged, "wb") as out:
        subprocess.run([TOOLS / "ts-validate"], stdin=lines, stdout=out, check=True)
    words = [TOOLS / "ts-collect", "--summary", "/dev/null"]
    took = sorted(launch(words, stdin=judged)[0].seconds for _ in range(5))[2]
    # The first line is the spec.
    return (accepted(judged) - 1) / took, judged.stat().st_size / 1e6 / took


def peak(shape):
    """Peak memory of ts-collect, in MB; the stream is made while it is read."""
    code = f"import streams\nfor line in streams.lines(streams.Shape(*{tuple(shape)})): print(line)"
    maker = subprocess.Popen([sys.executable, "-Bc", code], stdout=subprocess.PIPE, cwd=HERE)
    judge = subprocess.Popen(
        [TOOLS / "ts-validate"], stdin=maker.stdout, stdout=subprocess.PIPE
    )
    maker.stdout.close()
    with judge.stdout:
        used = launch([TOOLS / "ts-collect"], stdin=judge.stdout)[0]
    if maker.wait() != 0 or judge.wait() != 0:
        raise Failure("the stages before ts-collect failed")
    return used.rss_mb


def bench(report):
    stream = streams.file(streams.COMPLETIONS, "completions")
    records = streams.COMPLETIONS.groups * streams.COMPLETIONS.records
    took = sorted(seconds(stream, records) for _ in range(5))[2]
    report.add("collect/seconds_per_100k", took * 1e5 / records, "s", 1, runs=5)
    rounds, megabytes = alone(stream)
    report.add("collect/rounds_s", rounds, "1/s", runs=5)
    report.add("collect/mb_s", megabytes, "MB/s", runs=5)
    few, many = peak(SMALL), peak(LARGE)
    report.add("collect/rss_ratio", many / few, "ratio", 1.5, many, few)
