"""Waits in one call over and over and counts what comes of it:

    waiting.py CALL FILE

CALL is read, sleep, poll, epoll or lock. FILE gets a line a round: `fine`, `interrupted`, or the name of another error; `early` where
the call came back before its time. Ends with its standard input."""
import os
import select
import sys
import threading
import time

import truth

call, name = sys.argv[1:]
WAIT = 0.015
ends = os.pipe()
lock = threading.Lock()
lock.acquire()
poll = select.poll()
epoll = select.epoll()
waits = {
    "read": lambda: os.read(ends[0], 1),
    "sleep": lambda: time.sleep(WAIT),
    "poll": lambda: poll.poll(WAIT * 1000),
    "epoll": lambda: epoll.poll(WAIT),
    "lock": lambda: lock.acquire(True, WAIT),
}


def feed():
    while True:
        time.sleep(WAIT)
        os.write(ends[1], b"x")


def rounds():
    with open(name, "w", buffering=1) as out:
        while True:
            since = time.monotonic()
            try:
                waits[call]()
                early = call != "read" and time.monotonic() - since < WAIT - 0.001
                print("early" if early else "fine", file=out)
            except InterruptedError:
                print("interrupted", file=out)
            except Exception as error:
                print(type(error).__name__, file=out)


if call == "read":
    threading.Thread(target=feed, daemon=True).start()
threading.Thread(target=rounds, daemon=True).start()
truth.serve()
