#!/usr/bin/env python3
"""A completions server that continues hourly temperatures, on a free port of loopback.

usage: stub_server.py COUNT [DIE_AT]

What it answers follows from the prompt alone, so that whichever server is asked says the same. It
prints its port, keeps the number of requests in the file COUNT, and dies in the middle of the
answer to the request of number DIE_AT.
"""

import http.server
import json
import os
import pathlib
import re
import sys
import threading
import zlib


def value(prompt):
    """The rest of the record in which the prompt ends: a temperature near the one before."""
    before = re.findall(r'"temperature": ?(-?[\d.]+)', prompt)[-1]
    step = zlib.crc32(prompt[-120:].encode()) % 9 - 4
    return f"{min(max(float(before) + step / 4, 56), 62):.2f}}}\n"  # within the table's range


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection, kept alive."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(b'{"object":"list","data":[{"id":"made-up","object":"model"}]}')

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.server.admit():
            return self.answer(b'{"error":{"message":"no such model"}}', status=404)
        choice = {"index": 0, "text": value(body["prompt"]), "finish_reason": "stop"}
        whole = json.dumps({"object": "text_completion", "choices": [choice]})
        if body.get("stream"):
            self.answer(f"data: {whole}\n\ndata: [DONE]\n\n".encode(), kind="text/event-stream")
        else:
            self.answer(whole.encode())

    def answer(self, body, status=200, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.requests == self.server.die_at:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            os._exit(9)
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    """The server, and what a test may do to it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, die_at=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requests = 0
        self.die_at = die_at
        self.count = None
        self.refuses = False
        self.hold_at = None  # no answer from this request on, until let_go()
        self.held, self.released = threading.Event(), threading.Event()
        self.lock = threading.Lock()

    def admit(self):
        """Counts a request; false where it is to be refused."""
        with self.lock:
            self.requests += 1
            if self.count:
                self.count.write_text(str(self.requests))
            holds = self.hold_at is not None and self.requests >= self.hold_at
        if holds:
            self.held.set()
            self.released.wait()
        return not self.refuses

    def hold(self, requests):
        """Answers so many requests more and none after them."""
        self.held.clear()
        self.released.clear()
        self.hold_at = self.requests + requests + 1

    def let_go(self):
        self.hold_at = None
        self.released.set()

    def handle_error(self, *_):
        pass  # a client that was killed


def main():
    server = Server(int(sys.argv[2]) if len(sys.argv) > 2 else None)
    server.count = pathlib.Path(sys.argv[1])
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
