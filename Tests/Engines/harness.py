"""The table of the tests, what stands in front of the path, and what is compared."""

import collections
import csv
import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
FOLDER = ROOT / ".build" / "test-engines"
TABLE = FOLDER / "table.csv"
SCHEMA = FOLDER / "schema.json"
STATIONS = [f"S{number:02}" for number in range(1, 13)]
HOPELESS = "S12"  # its records never hold: a group that fails is no failure of its part
HOURS = [f"2020-01-01 {hour:02}:00:00" for hour in range(12)]
SEEDS = 3
SHARDS = 4
STRIKE_AT = HOURS[6]  # three records of that group are in the journal by then


class Fault(Exception):
    """What was not as it should be."""


def expect(condition, message):
    if not condition:
        raise Fault(message)


def equal(found, wanted, what):
    expect(found == wanted, f"{what}: {found}, not {wanted}")


def prepare():
    """The table, its schema, and in front of the path a ts-complete that tells who asks."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "bin").mkdir(parents=True)
    with open(TABLE, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["station", "ts", "temperature"])
        for number, station in enumerate(STATIONS):
            for step, hour in enumerate(HOURS):
                writer.writerow([station, hour, 50.5 + number + 1.5 * step])
    emit = ["ts-prefill", "--group-column", "station", "--emit-schema", TABLE]
    SCHEMA.write_bytes(subprocess.run(emit, check=True, stdout=subprocess.PIPE).stdout)
    script(
        FOLDER / "bin" / "ts-complete",
        f'exec env OPENAI_BASE_URL="$OPENAI_BASE_URL/$$" "{shutil.which("ts-complete")}" "$@"',
    )
    script(FOLDER / "bin" / "scontrol", f'echo "$@" >>"{FOLDER}/scontrol"')
    os.environ["PATH"] = f"{FOLDER}/bin:{os.environ['PATH']}"


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def requests(asked):
    """How often each record was asked for."""
    return collections.Counter((station, time) for _, station, time in asked)


def parent(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


def batch_shell(pid):
    """The script above the ts-loop in whose pipeline the process is."""
    for _ in range(3):
        pid = parent(pid)
    return pid
