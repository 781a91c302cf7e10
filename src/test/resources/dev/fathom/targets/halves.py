"""A target with instances of two classes, which it shares with a forked child: but for the memory of
the second class, all of which the child has written to.

    halves.py [N]

N (default 50000) instances of each. Says `child PID`, then `ready PID`.
"""

import os
import sys

import truth


class Shared(object):
    __slots__ = ("value",)


class Written(object):
    __slots__ = ("value",)


def make(kind, count):
    made = [kind() for at in range(count)]
    for each in made:
        each.value = None
    return made


size = int(sys.argv[1]) if len(sys.argv) > 1 else 50000
shared = make(Shared, size)
written = make(Written, size)
sleeping, asleep = os.pipe()
end, parent_lives = os.pipe()
child = os.fork()
if child == 0:
    os.close(parent_lives)
    for each in written:
        each.value = written
    os.write(asleep, b"x")
    os.read(end, 1)
    os._exit(0)
os.read(sleeping, 1)
print("child %d" % child)
sys.stdout.flush()

truth.serve()
