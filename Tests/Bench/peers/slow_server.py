"""A server whose every answer takes the same time, whatever the load.

usage: slow_server.py PORT SECONDS EVENTS

It answers POST with one completion after SECONDS, or, where the request asks for a stream, with
EVENTS server-sent events, SECONDS apart.
"""

import asyncio
import json
import re
import sys

SECONDS, EVENTS = float(sys.argv[2]), int(sys.argv[3])
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
RECORD = '{"station":"S00000","ts":"2020-01-01 00:45:00","temperature":50.5,"state":"ok"}\n'
MODELS = json.dumps({"object": "list", "data": [{"id": "made-up"}]}).encode()


def completion(text, reason):
    choice = {"index": 0, "text": text, "finish_reason": reason}
    usage = {"prompt_tokens": 64, "completion_tokens": 32}
    return json.dumps({"object": "text_completion", "choices": [choice], "usage": usage}).encode()


def whole(body):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


def chunk(data):
    data = b"data: " + data + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(data), data)


ANSWER = whole(completion(RECORD, "stop"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
# The pieces of one record that never ends, so that no event is a reason to stop reading.
PIECE = chunk(completion(" ", None))
LAST = chunk(completion("", "stop")) + chunk(b"[DONE]") + b"0\r\n\r\n"


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.data = b""

    def data_received(self, data):
        self.data += data
        head, gap, body = self.data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not gap or len(body) < (int(length[1]) if length else 0):
            return
        self.data = b""
        later = asyncio.get_running_loop().call_later
        if head.startswith(b"GET"):
            self.transport.write(whole(MODELS))
        elif b'"stream":true' in body.replace(b" ", b""):
            self.transport.write(HEAD)
            later(SECONDS, self.piece, EVENTS)
        else:
            later(SECONDS, self.transport.write, ANSWER)

    def piece(self, left):
        self.transport.write(PIECE if left > 1 else LAST)
        if left > 1:
            asyncio.get_running_loop().call_later(SECONDS, self.piece, left - 1)


async def main(port):
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(Connection, "127.0.0.1", port, backlog=2048)
    await listener.serve_forever()


asyncio.run(main(int(sys.argv[1])))
