#!/usr/bin/env python3
"""TLS in front of a plain server: takes connections on 127.0.0.1 and passes what is in them
to 127.0.0.1:TO. Only what a client spends on TLS can be measured with it.

    tls.py TO CERTIFICATE KEY

It prints its port and goes on until a signal ends it."""

import socket
import ssl
import sys
import threading

PIECE = 1 << 16


def pump(a, b):
    try:
        while data := a.recv(PIECE):
            b.sendall(data)
    except OSError:
        pass
    for s in (a, b):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(plain, context, to):
    try:
        with context.wrap_socket(plain, server_side=True) as outer:
            with socket.create_connection(("127.0.0.1", to)) as inner:
                inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=pump, args=(inner, outer), daemon=True)
                back.start()
                pump(outer, inner)
                back.join()
    except OSError as e:
        print(f"tls.py: {e}", file=sys.stderr)


def main():
    to, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:
        print(door.getsockname()[1], flush=True)
        while True:
            plain, _ = door.accept()
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(
                target=serve, args=(plain, context, to), daemon=True
            ).start()


main()
