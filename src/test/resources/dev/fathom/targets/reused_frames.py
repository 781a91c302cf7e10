"""A target whose deques have blocks where dead frames stood: of a block only the items are written, and beside them is what
was left over, such as the head of a frame without references.

Says `ready PID`, then sleeps until the end of its standard input.
"""

import os
import sys
from collections import deque


class Held(object):
    pass


def suspended(variables):
    """A generator, whose frame has so many variables and comes from malloc."""
    names = {}
    exec("def f():\n" + "".join("    v%d = 1\n" % at for at in range(variables)) + "    yield 1\n", names)
    one = names["f"]()
    next(one)
    return one


frames = [suspended(20 + at % 50) for at in range(1000)]
del frames
held = [deque([Held()]) for _ in range(3000)]
print("ready %d" % os.getpid())
sys.stdout.flush()
sys.stdin.read()
