#!/usr/bin/env python3
"""How long after its sending a word of an answer stands on the terminal.

    stream.py RUNS COMMAND ...

The server puts the time in front of every piece ("@NANOSECONDS ", the monotonic clock of
this machine); the command writes it on a pseudo-terminal, where it is read with the same
clock. Printed: runs; of the first piece of a run median, 99th of a hundred and largest delay
in ms; the number of all pieces; of them the same."""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

STAMP = re.compile(rb"@([0-9]{20})(?= )")
PIECE = 1 << 16


def start(command):
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    return pid, fd


def one(command):
    """Delays in ms of the pieces of one answer, in their order."""
    pid, fd = start(command)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("4H", 100, 20000, 0, 0))
    text, at, seen, delays = b"", 0, set(), []
    try:
        while True:
            select.select([fd], [], [])
            piece = os.read(fd, PIECE)
            now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
            if not piece:
                break
            text += piece
            for m in STAMP.finditer(text, at):
                at = m.end()
                if m[1] in seen:  # a word that was carried to the next line
                    continue
                seen.add(m[1])
                delays.append((now - int(m[1])) / 1e6)
    except OSError:  # the other end of a terminal is gone
        pass
    os.close(fd)
    _, status = os.waitpid(pid, 0)
    status = os.waitstatus_to_exitcode(status)
    # 3: no article supports what the times in it say
    if status not in (0, 3) or not delays:
        sys.exit(f"stream.py: status {status}, or no times in: {text[-400:]!r}")
    return delays


def figures(v):
    v = sorted(v)
    return f"{v[len(v) // 2]:.3f} {v[len(v) * 99 // 100]:.3f} {v[-1]:.3f}"


def main():
    runs, command = int(sys.argv[1]), sys.argv[2:]
    first, every = [], []
    for _ in range(runs):
        delays = one(command)
        first.append(delays[0])
        every += delays
    print(runs, figures(first), len(every), figures(every))


main()
