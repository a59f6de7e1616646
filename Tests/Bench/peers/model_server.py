"""A completions server that behaves as a model server does in time, and makes its records up.

usage: model_server.py PORT UNIT VALIDITY

One running sample writes a record in UNIT seconds, times a lognormal factor of its request; k
running samples each go 1 + k / 32 times slower, as a busy accelerator does. A record is good with
probability VALIDITY. It streams or not, as asked. GET /counts tells the records written so far.
"""

import asyncio
import calendar
import heapq
import itertools
import json
import math
import random
import re
import sys
import time

SATURATION = 32
SIGMA = 0.35
OVERHEAD = 0.2  # what a request costs before its first record, in records
TOKENS = 20  # of a record
MOST = 50  # records of a request
STATION = re.compile(r'"station":"([^"]*)"')
TIME = re.compile(r'"ts":"([^"]*)"')
FORMAT = "%Y-%m-%d %H:%M:%S"


class Clock:
    """Work time: it runs slower the more samples run, and wakes each when its time has come."""

    def __init__(self, unit):
        self.unit = unit
        self.work = 0.0
        self.seen = time.monotonic()
        self.running = 0
        self.due = []
        self.order = itertools.count()
        self.changed = asyncio.Event()

    def advance(self):
        now = time.monotonic()
        self.work += (now - self.seen) / self.unit / (1 + self.running / SATURATION)
        self.seen = now

    def change(self, step):
        self.advance()
        self.running += step
        self.changed.set()

    def until(self, work):
        """A future that is done when the work time has come."""
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self.due, (work, next(self.order), future))
        self.changed.set()
        return future

    async def run(self):
        while True:
            self.advance()
            while self.due and self.due[0][0] <= self.work:
                future = heapq.heappop(self.due)[2]
                if not future.done():
                    future.set_result(None)
            wait = None
            if self.due:
                wait = (self.due[0][0] - self.work) * self.unit * (1 + self.running / SATURATION)
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), wait)
            except asyncio.TimeoutError:
                pass


class Server:
    def __init__(self, unit, validity):
        self.clock = Clock(unit)
        self.validity = validity
        self.chance = random.Random(1)
        self.counts = {"requests": 0, "records": 0}

    def texts(self, prompt, count):
        """The records that continue the prompt, one after the other."""
        station = STATION.findall(prompt)[-1]
        seconds = calendar.timegm(time.strptime(TIME.findall(prompt)[-1], FORMAT))
        for _ in range(count):
            seconds += 900
            stamp = time.strftime(FORMAT, time.gmtime(seconds))
            state = "ok" if self.chance.random() < self.validity else "lost"
            temperature = self.chance.randrange(2000, 9000) / 100
            yield (
                f'{{"station":"{station}","ts":"{stamp}",'
                f'"temperature":{temperature},"state":"{state}"}}\n'
            )

    async def sample(self, prompt, count, give):
        """Writes one sample, a record at a time, as fast as the others let it."""
        factor = math.exp(self.chance.gauss(-SIGMA * SIGMA / 2, SIGMA))
        self.clock.change(1)
        start = self.clock.work
        try:
            for number, text in enumerate(self.texts(prompt, count), 1):
                await self.clock.until(start + (OVERHEAD + number) * factor)
                self.counts["records"] += 1
                give(text)
        finally:
            self.clock.change(-1)

    async def complete(self, asked, writer):
        count = max(1, min(MOST, asked.get("max_tokens", 16) // TOKENS))
        usage = {"prompt_tokens": len(asked["prompt"]) // 4, "completion_tokens": 0}
        self.counts["requests"] += 1
        samples = [[] for _ in range(asked.get("n", 1))]

        def chunk(index, text, reason, **more):
            choice = {"index": index, "text": text, "finish_reason": reason}
            return {"object": "text_completion", "choices": [choice], **more}

        def give(index, text):
            samples[index].append(text)
            usage["completion_tokens"] += TOKENS
            if asked.get("stream"):
                writer.write(event(json.dumps(chunk(index, text, None))))

        if asked.get("stream"):
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n"
            )
        await asyncio.gather(
            *(
                self.sample(asked["prompt"], count, lambda text, index=index: give(index, text))
                for index in range(len(samples))
            )
        )
        if asked.get("stream"):
            for index in range(len(samples)):
                writer.write(event(json.dumps(chunk(index, "", "length", usage=usage))))
            writer.write(event("[DONE]") + b"0\r\n\r\n")
            return
        choices = [
            {"index": index, "text": "".join(texts), "finish_reason": "length"}
            for index, texts in enumerate(samples)
        ]
        answer(writer, {"object": "text_completion", "choices": choices, "usage": usage})

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                if head.startswith(b"POST"):
                    await self.until_gone(self.complete(json.loads(body), writer), reader)
                elif b"/counts " in head:
                    answer(writer, self.counts)
                elif b"/models " in head:
                    answer(writer, {"object": "list", "data": [{"id": "made-up"}]})
                else:
                    answer(writer, {"error": {"message": "not found"}}, "404 Not Found")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def until_gone(self, work, reader):
        """Does the work, unless the client closes the connection first."""
        task = asyncio.ensure_future(work)
        gone = asyncio.ensure_future(reader.read(1))  # nobody sends a request ahead of its turn
        await asyncio.wait([task, gone], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
            return task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise ConnectionError


def event(text):
    """One server-sent event as a chunk of the body."""
    data = f"data: {text}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(data), data)


def answer(writer, value, status="200 OK"):
    body = json.dumps(value).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    writer.write(head.encode() + b"\r\n\r\n" + body)


async def main(port, unit, validity):
    server = Server(unit, validity)
    clock = asyncio.ensure_future(server.clock.run())
    listener = await asyncio.start_server(server.serve, "127.0.0.1", port, limit=1 << 20)
    async with listener:
        await asyncio.gather(clock, listener.serve_forever())


asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
