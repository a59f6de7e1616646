#!/usr/bin/env python3
"""Speaks TLS in front of a plain server on loopback; prints its port.

usage: tls-front.py CERTIFICATE KEY PORT
"""
import socket
import ssl
import sys
import threading

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)


def relay(source, target):
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def serve(plain):
    try:
        front = context.wrap_socket(plain, server_side=True)
        back = socket.create_connection(("127.0.0.1", int(sys.argv[3])))
        threading.Thread(target=relay, args=(back, front), daemon=True).start()
        relay(front, back)
    except OSError:  # a client that does not trust us hangs up
        plain.close()


while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
