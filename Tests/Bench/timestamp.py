"""The time of one parse of a timestamp, beside the C library's strptime and timegm."""

import subprocess

import streams
from measure import DATA, PEERS, ROOT, Failure, compiled, pairs

FORMAT = "%Y-%m-%d %H:%M:%S"
COUNT = 100_000
ROUNDS = 20
PRODUCT = "bench-timestamps"


def timestamps():
    """A file of timestamps, 15 minutes apart."""
    path = DATA / "timestamps"
    if not path.exists():
        path.write_text("".join(streams.timestamp(index) + "\n" for index in range(COUNT)))
    return path


def bench(report):
    build = ["swift", "build", "-q", "-c", "release", "--package-path", ROOT]
    build += ["--scratch-path", ROOT / ".build" / "static", "--product", PRODUCT]
    build += ["-Xswiftc", "-static-executable", "-Xswiftc", "-use-ld=lld"]
    subprocess.run(build, check=True)
    ours = ROOT / ".build" / "static" / "release" / PRODUCT
    theirs = compiled(PEERS / "strptime.c")
    sums = set()

    def nanoseconds(program):
        with open(timestamps(), "rb") as lines:
            words = [program, FORMAT, str(ROUNDS)]
            said = subprocess.run(words, stdin=lines, stdout=subprocess.PIPE, check=True).stdout
        took, total = said.split()
        sums.add(int(total))
        return float(took)

    ratio, mine, other = pairs(lambda: nanoseconds(ours), lambda: nanoseconds(theirs))
    if len(sums) != 1:
        raise Failure(f"the two programs read different times: {sums}")
    report.add("timestamp/strptime", ratio, "ratio", 1 / 6, mine, other, 5)
