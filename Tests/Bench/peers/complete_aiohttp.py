"""A small model stage with aiohttp: group lines in, the same lines with completions out.

usage: complete_aiohttp.py URL CONNECTIONS
"""

import asyncio
import json
import sys

import aiohttp


async def main(url, connections):
    prompt = json.loads(sys.stdin.readline())["prompt"]
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections))

    async def work():
        for text in sys.stdin:
            line = json.loads(text)
            body = {
                "model": "made-up",
                "prompt": prompt.replace("{prefill}", line["current_prefill"]),
                "n": 1,
                "max_tokens": 64,
                "temperature": 0.9,
            }
            async with session.post(url + "/v1/completions", json=body) as reply:
                answer = await reply.json()
            line["completions"] = answer["choices"]
            line["usage"] = answer["usage"]
            sys.stdout.write(json.dumps(line) + "\n")

    async with session:
        await asyncio.gather(*(work() for _ in range(connections)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
