"""What a request costs ts-complete, beside wrk and a small aiohttp client."""

import re
import statistics

import servers
import streams
from measure import DATA, PEERS, PYTHON, TOOLS, Failure, launch, pairs

POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[%s]]
"""
BODY = (
    '{"model":"made-up","prompt":"{\\"station\\":\\"S00000\\",\\"ts\\":\\"2020-01-01 00:30:00\\",'
    '\\"temperature\\":50.5,\\"state\\":\\"ok\\"}\\n","n":1,"max_tokens":64,"temperature":0.9}'
)
EVENTS = 25
DELAY = 0.05
GAP = 0.04


def requests(count):
    """A stream that asks for `count` completions, each of a group of its own."""
    shape = streams.Shape(groups=count, records=1, samples=1, response=1, validity=1)
    path = DATA / f"requests-{count}.ndjson"
    if not path.exists():
        lines = streams.lines(shape, prompts_only=True)
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def large(count):
    """As `requests`, each with a prompt of 32 KiB."""
    path = DATA / f"requests-{count}-large.ndjson"
    if not path.exists():
        start = '"current_prefill":"'
        with open(requests(count), encoding="utf-8") as lines, open(path, "w") as out:
            out.writelines(line.replace(start, start + "prose\\n" * 4681) for line in lines)
    return path


def ours(url, count, connections, *options, stream=requests):
    """One run of ts-complete; every request must have been answered."""
    out = DATA / "completed.ndjson"
    command = [TOOLS / "ts-complete", "--url", url, "--model", "made-up", "--samples", "1"]
    command += ["--max-tokens", "64", "--force", "none", "--concurrency", str(connections), *options]
    used = launch(command, stdin=stream(count), stdout=out)[0]
    answered = out.read_bytes().count(b'"completions":')
    if answered != count:
        raise Failure(f"ts-complete answered {answered} of {count} requests")
    return used


def wrk(url, connections, seconds=3):
    """One run of wrk: CPU seconds a request, and requests a second."""
    script, out = DATA / "post.lua", DATA / "wrk.out"
    script.write_text(POST % BODY)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script]
    used = launch([*command, url + "/v1/completions"], stdout=out)[0]
    count = int(re.search(r"(\d+) requests in", out.read_text())[1])
    return used.cpu_seconds / count, count / used.seconds


def aiohttp(url, count, connections):
    command = [PYTHON, PEERS / "complete_aiohttp.py", url, str(connections)]
    return launch(command, stdin=requests(count))[0].cpu_seconds / count


def beside_peers(report, url, connections, *options):
    """What a request costs us, wrk and aiohttp, in turn, and how many come in a second."""
    count = 20_000 if connections > 1 else 5_000
    runs = []
    for _ in range(3):
        mine = ours(url, count, connections, *options)
        cost, rate = wrk(url, connections, 2)
        slow = aiohttp(url, count, connections)
        runs.append((mine.cpu_seconds / count, cost, slow, count / mine.seconds, rate))

    def add(name, ours, theirs, factor, unit, wanted=None):
        value = statistics.median(run[ours] / run[theirs] for run in runs)
        mine, other = (statistics.median(run[side] for run in runs) for side in (ours, theirs))
        report.add(name, value, unit, wanted, mine * factor, other * factor, 3)

    # The names without a number are those with a target.
    end, goals = ("", (4, 1 / 5)) if connections == 64 else (f"_{connections}", (None, None))
    add(f"complete/wrk{end}", 0, 1, 1e6, "ratio", goals[0])
    add(f"complete/aiohttp{end}", 0, 2, 1e6, "ratio", goals[1])
    add(f"complete/requests_s_{connections}", 3, 4, 1, "ratio")


def bench(report):
    with servers.nginx() as url:
        plain = "--no-stream"
        for connections in (1, 16, 64, 256, 1024):
            beside_peers(report, url, connections, plain)
        few, many = (ours(url, count, 64, plain).rss_mb for count in (10_000, 100_000))
        report.add("complete/rss_mb", many, "MB")
        report.add("complete/rss_ratio", many / few, "ratio", 1.2, many, few)
        few, many = (ours(url, count, 64, plain, stream=large).rss_mb for count in (500, 5_000))
        report.add("complete/rss_ratio_large", many / few, "ratio", 1.2, many, few)
    with servers.slow(DELAY) as url:
        ratio, mine, other = pairs(
            lambda: 20_000 / ours(url, 20_000, 256, plain).seconds,
            lambda: wrk(url, 256)[1],
            runs=3,
        )
        report.add("complete/throughput", ratio, "ratio", 0.9, mine, other, 3, at_least=True)
    with servers.slow(GAP, EVENTS) as url:
        used = [ours(url, 2_560, 256).cpu_seconds for _ in range(3)]
        report.add("complete/us_per_event", sorted(used)[1] * 1e6 / 2_560 / EVENTS, "us", 15)
