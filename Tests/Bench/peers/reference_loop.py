"""Generates as the reference schedules it: a barrier after each round, 20 groups, 5 to 10 samples.

usage: reference_loop.py URL GROUPS RECORDS

Each round asks for every active group n samples, n = min(10, max(5, 100 / active)); when all have
come the longest valid prefix of each group is kept. It says how many records were accepted.
"""

import asyncio
import json
import sys
import time

import aiohttp

FORMAT = "%Y-%m-%d %H:%M:%S"
START = 1577836800
TOKENS = 20
RESPONSE = 50


def record(group, index):
    stamp = time.strftime(FORMAT, time.gmtime(START + 900 * index))
    return json.dumps(
        {"station": group, "ts": stamp, "temperature": 50.5, "state": "ok"}, separators=(",", ":")
    )


def good(text):
    """How many records stand before the first bad one; the server's only fault is the state."""
    count = 0
    for line in text.splitlines():
        if json.loads(line)["state"] != "ok":
            break
        count += 1
    return count


async def main(url, groups, records):
    waiting = [f"S{number:05}" for number in range(groups)]
    left = dict.fromkeys(waiting, records)
    active = []
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=None)

    async def ask(group, samples):
        last = 2 + records - left[group]
        prompt = "".join(record(group, index) + "\n" for index in range(last - 2, last + 1))
        body = {"prompt": prompt, "n": samples, "max_tokens": TOKENS * min(RESPONSE, left[group])}
        async with session.post(url + "/v1/completions", json=body) as reply:
            choices = (await reply.json())["choices"]
        left[group] -= max(good(choice["text"]) for choice in choices)

    async with session:
        while waiting or active:
            while waiting and len(active) < 20:
                active.append(waiting.pop(0))
            samples = min(10, max(5, 100 // len(active)))
            await asyncio.gather(*(ask(group, samples) for group in active))
            active = [group for group in active if left[group] > 0]


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
