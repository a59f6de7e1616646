"""The whole loop and the reference's scheme against one made-up server: the time and the waste."""

import json
import os
import subprocess
import time
import urllib.request

import servers
import streams
from measure import DATA, PEERS, PYTHON, ROOT, TOOLS, Failure

GROUPS = 100
RECORDS = 500
RESPONSE = 50
VALIDITY = 0.99
UNIT = 0.006  # seconds of one record where nothing else runs
SATURATION = 32  # as in model_server.py
OVERHEAD = 0.2


def lower_bound():
    """Seconds if every record were good at the first try and no slot idle."""
    chain = RECORDS + RECORDS / RESPONSE * OVERHEAD
    busy = 1 + GROUPS / SATURATION
    return UNIT * max(chain * (1 + 1 / SATURATION), chain * busy)


def generated(url):
    with urllib.request.urlopen(url + "/counts") as answer:
        return json.load(answer)["records"]


def training():
    """The three seeds of each group, as a table."""
    path = DATA / "seeds.csv"
    with open(path, "w", encoding="utf-8") as out:
        out.write("station,ts,temperature,state\n")
        for group in range(GROUPS):
            for index in range(streams.SEEDS):
                out.write(f"S{group:05},{streams.timestamp(index)},50.5,ok\n")
    return path


def ours():
    """Runs the filters; gives seconds and records generated for each accepted one."""
    schema = DATA / "schema.json"
    schema.write_text(json.dumps(streams.SCHEMA))
    stop = streams.timestamp(streams.SEEDS + RECORDS - 1)
    pipeline = (
        f"ts-prefill --group-column station --time-column ts --schema {schema} --stop '{stop}'"
        f" --active {GROUPS} {training()}"
        f" | ts-complete --force none --constrain off --concurrency {GROUPS}"
        " | ts-validate | ts-collect"
    )
    with servers.model(UNIT, VALIDITY) as url:
        path = f"{TOOLS}:{os.environ['PATH']}"
        environment = dict(os.environ, OPENAI_BASE_URL=url, PATH=path)
        start = time.monotonic()
        done = subprocess.run(
            [ROOT / "examples" / "ts-loop", pipeline],
            env=environment,
            stdout=subprocess.PIPE,
            timeout=300,
        )
        seconds = time.monotonic() - start
        records = len(done.stdout.splitlines())
        if done.returncode != 0 or records != GROUPS * RECORDS:
            raise Failure(f"the loop ended with {done.returncode} and {records} records")
        return seconds, generated(url) / records


def reference():
    """Runs the reference's scheme; gives the same two figures."""
    with servers.model(UNIT, VALIDITY) as url:
        start = time.monotonic()
        words = [PYTHON, PEERS / "reference_loop.py", url, str(GROUPS), str(RECORDS)]
        subprocess.run(words, check=True)
        return time.monotonic() - start, generated(url) / (GROUPS * RECORDS)


def bench(report):
    bound = lower_bound()
    seconds, waste = ours()
    report.add("loop/makespan", seconds / bound, "ratio", 1.15, seconds, bound)
    report.add("loop/generated_per_accepted", waste, "ratio", 1.05)
    seconds, waste = reference()
    report.add("loop/makespan_reference", seconds / bound, "ratio", None, seconds, bound)
    report.add("loop/generated_reference", waste, "ratio")
