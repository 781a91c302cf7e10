"""A target with four subinterpreters, of which the second has ended. Each has nodes, a deque, and what a suspended generator holds.

Says `ready PID`, then sleeps until the end of its standard input.
"""

import os
import sys

try:
    import _interpreters as interpreters  # 3.13 and later
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        print("skip: this Python has no subinterpreters")
        sys.exit(0)

CODE = """
import collections, json


class Node:
    def __init__(self, number):
        self.number = number
        self.more = {"number": number}


class Slots:
    __slots__ = ("x",)


def suspended():
    held = [Slots() for _ in range(100)]
    yield held


nodes = {number: Node(number) for number in range(%d)}
queue = collections.deque(Slots() for _ in range(%d))
generator = suspended()
next(generator)
"""
run = getattr(interpreters, "run_string", None) or interpreters.exec
made = [interpreters.create() for _ in range(4)]
for number, one in enumerate(made):
    run(one, CODE % ((number + 1) * 1000, (number + 1) * 500))
interpreters.destroy(made[1])
print("ready %d" % os.getpid())
sys.stdout.flush()
sys.stdin.read()
