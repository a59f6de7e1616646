"""A model server that answers by the prompt alone, remembers what it was asked, and can strike."""

import http.server
import json
import re
import sys
import threading
import zlib


class ModelServer(http.server.ThreadingHTTPServer):
    """Serves on loopback under /TAG/v1; the tag is the process that asks."""

    daemon_threads = True

    def __init__(self, hopeless):
        """`hopeless` is a station of which no record will hold."""
        self.hopeless = hopeless
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.lock = threading.Lock()
        self.begin()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def begin(self, strike=None, at=None):
        """Forgets all; the first asking for a record of the time `at` will call strike(tag)."""
        self.asked = []  # (tag, station, time), in the order of their coming
        self.strike, self.at = strike, at
        self.struck = None  # the tag
        self.away = False  # whether each request is refused

    def remember(self, tag, prompt):
        """Gives what will answer the prompt, or None where it was the one to strike at."""
        station, time = re.findall(r'"station":"([^"]*)","ts":"([^"]*)","temperature":$', prompt)[0]
        with self.lock:
            if not self.away:
                self.asked.append((tag, station, time))
            if self.strike and time == self.at:
                self.struck, strike, self.strike = tag, self.strike, None
                strike(tag)
                return None
        if station == self.hopeless:
            return "cold}\n"
        return f"{55 + zlib.crc32(prompt.encode()) % 200 / 10}}}\n"

    def handle_error(self, request, address):
        """A client that was struck hangs up: that is no error here."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, address)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, kind, body, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        listing = {"object": "list", "data": [{"id": "made-up", "object": "model"}]}
        self.answer("application/json", json.dumps(listing).encode())

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = self.server.remember(int(self.path.split("/")[1]), request["prompt"])
        if self.server.away:
            self.answer("application/json", b'{"error":{"message":"away"}}', 503)
            return
        if text is None:
            self.connection.recv(1)  # until the one who asked has gone
            self.close_connection = True
            return
        choices = [
            {"index": index, "text": text, "finish_reason": "stop"}
            for index in range(request.get("n", 1))
        ]
        event = json.dumps({"object": "text_completion", "choices": choices})
        self.answer("text/event-stream", f"data: {event}\n\ndata: [DONE]\n\n".encode())
