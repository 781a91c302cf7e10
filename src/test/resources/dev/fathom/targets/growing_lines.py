"""Grows at lines that it names, slowly, and writes to a file what it grew by at each, as the kernel says.

    growing_lines.py FILE COUNT

Each piece has 64 KiB, and so much time passes at its line, most of it at the end, that whoever looks now
and then sees it there. First it grows at another line, until there is a FILE.go.
"""

import os
import sys
import threading
import time

PIECE = 1 << 16
count = int(sys.argv[2])
PAUSES = [0.003] * (count - 1) + [0.5]
kept = []
told = []


def grown(first, done):
    """What anonymous memory has grown by."""
    with open("/proc/self/statm") as statm:
        fields = statm.read().split()
    now = (int(fields[1]) - int(fields[2])) * 4096
    if done:
        told.append("%s %d" % (done, now - first))
    return now


def innermost(seconds):
    return kept.append(b"n" * PIECE) or time.sleep(seconds)  # line: nested


def between(seconds):
    innermost(seconds)


def flat():
    for seconds in PAUSES:
        kept.append(b"f" * PIECE) or time.sleep(seconds)  # line: flat


def busy():
    for seconds in PAUSES:
        kept.append([bytearray(PIECE), sum(range(int(seconds * 3e7)))])  # line: busy


def one():
    for seconds in PAUSES:
        kept.append(b"1" * PIECE) or time.sleep(seconds)  # line: one


def other():
    for seconds in PAUSES[::2] + PAUSES[-1:]:
        kept.append(b"2" * PIECE) or time.sleep(2 * seconds)  # line: other


for attempt in range(6000):  # and no longer, if nobody looks
    if os.path.exists(sys.argv[1] + ".go"):
        break
    kept.append(b"g" * PIECE) or time.sleep(0.01)
at = grown(0, "")
flat()
at = grown(at, "flat")
for seconds in PAUSES:
    between(seconds)
at = grown(at, "nested")
busy()
grown(at, "busy")
threads = [threading.Thread(target=each) for each in (one, other)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
told.append("one %d" % (count * PIECE))
told.append("other %d" % ((len(PAUSES[::2]) + 1) * PIECE))
with open(sys.argv[1], "w") as out:
    out.write("\n".join(told))
