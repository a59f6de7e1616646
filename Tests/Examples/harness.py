"""What the tests of the examples share: running, checking, and the stand-in servers."""

import collections
import contextlib
import csv
import fcntl
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import stub_server

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXAMPLES = ROOT / "examples"
TABLE = EXAMPLES / "temperatures.csv"
PATH = f"{ROOT}/.build/tools:{EXAMPLES}:{HERE}:{os.environ['PATH']}"
LIMIT = 60  # seconds, after which a command hangs


Done = collections.namedtuple("Done", "stdout stderr")


def surroundings(**more):
    """The environment of a command, with what the examples take from it."""
    return {**os.environ, "PATH": PATH, "TABLE": str(TABLE), **more}


def run(*words, folder, status=0, text=None, **environment):
    """Runs a command that is to end with the status (None: not with 0); what it printed."""
    with subprocess.Popen(
        [str(word) for word in words], cwd=folder, env=surroundings(**environment), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:
        try:
            out, err = process.communicate(text or "", LIMIT)
        except subprocess.TimeoutExpired:
            kill_all(process.pid)
            raise
    found = process.returncode
    told = f"{words[0]}: status {found}, not {status}\n{out}{err}"
    assert found == status or status is None and found != 0, told
    return Done(out, err)


def loop(pipeline, folder, **environment):
    """Runs a pipeline in ts-loop; the records that it wrote, as text."""
    return run("ts-loop", pipeline, folder=folder, **environment).stdout


def check_series(file, first, last):
    """Both stations are whole in the CSV file, from the first hour to the last."""
    run(
        "check-series", "--group-column", "station", "--groups", 2, "--time-column", "ts",
        "--interval", 3600, "--first", first, "--last", last, file, folder=".",
    )


def check_records(text, folder, first, last):
    """The same of records in NDJSON; gives the records."""
    records = [json.loads(line) for line in text.splitlines()]
    with open(folder / "records.csv", "w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, ["station", "ts", "temperature"])
        table.writeheader()
        table.writerows(records)
    check_series(folder / "records.csv", first, last)
    return records


def rows(file):
    """The rows of a CSV file."""
    with open(file, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def read_json(file):
    return json.loads(file.read_bytes())


def equal(found, wanted, what):
    assert found == wanted, f"{what}: {found}, not {wanted}"


@contextlib.contextmanager
def model_server():
    """A model server in this process, which a test can hold."""
    server = stub_server.Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.let_go()
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def running(*words, **options):
    """A process that is ended at the end, whatever happens."""
    with subprocess.Popen([str(word) for word in words], **options) as process:
        try:
            yield process
        finally:
            process.kill()


def await_lock(file):
    """Waits until nobody holds the lock: until the last stage of a run is gone."""
    with open(file, encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port, process):
    """Waits until somebody listens there."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        assert process.poll() is None, f"{process.args[0]}: ended with {process.returncode}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise AssertionError(f"nobody listens on port {port}")


def descendants(number):
    """The process of that number and all that it has started, the parents first."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [number]
    for each in found:
        found += children.get(each, [])
    return found


def kill_all(number):
    """Kills the process and all that it has started, as a machine does that stops."""
    for each in descendants(number):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
