"""The servers of the benches: on loopback, on a core of their own, and ended at the end."""

import contextlib
import os
import socket
import subprocess
import sys
import time

from measure import DATA, PEERS, Failure

ANSWER = (
    '{"object":"text_completion","choices":[{"index":0,"finish_reason":"stop","text":'
    '"{\\\\"station\\\\":\\\\"S00000\\\\",\\\\"ts\\\\":\\\\"2020-01-01 00:45:00\\\\",'
    '\\\\"temperature\\\\":50.5,\\\\"state\\\\":\\\\"ok\\\\"}\\\\n"}],'
    '"usage":{"prompt_tokens":64,"completion_tokens":32}}'
)

NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000000;
  client_body_buffer_size 64k;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    default_type application/json;
    location /v1/completions {{ return 200 '{answer}'; }}
    location /v1/models {{ return 200 '{{"object":"list","data":[{{"id":"made-up"}}]}}'; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(command, port):
    """Runs a server on the first core, gives its URL once it answers, and ends it."""
    core = min(os.sched_getaffinity(0))
    process = subprocess.Popen(
        [str(word) for word in command],
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if process.poll() is not None:
                raise Failure(f"{command[0]}: ended with {process.returncode}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def nginx():
    """A server that gives one fixed completion at once."""
    port = free_port()
    folder = DATA / "nginx"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, port=port, answer=ANSWER))
    return serving(["/usr/sbin/nginx", "-e", folder / "nginx.log", "-c", file], port)


def slow(seconds, events=1):
    """A server that takes `seconds` for an answer, or for each of the events of a stream."""
    port = free_port()
    return serving([sys.executable, "-B", PEERS / "slow_server.py", port, seconds, events], port)


def model(unit, validity):
    """A server that behaves as a model does in time."""
    port = free_port()
    command = [sys.executable, "-B", PEERS / "model_server.py", port, unit, validity]
    return serving(command, port)
