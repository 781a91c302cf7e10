"""A small target with something of everything, of which recordings are made: see recordings/README.md.

It imports nothing that is written in Python, so that recordings stay small. When all is there it lets CPython say what
its small-object allocator holds (to standard error), says `ready PID`, and sleeps until the end of its standard input.
"""

import gc
import posix
import sys
import time
from _collections import defaultdict, deque
from _weakref import ref

try:
    from _thread import start_new_thread
except ImportError:
    from thread import start_new_thread


class Order(object):
    shop = "the shop of all orders"

    def __init__(self, number):
        self.number = number
        self.name = "order %d" % number
        self.lines = [(number, "line %d" % i) for i in range(3)]

    def total(self):
        return self.number


class Point(object):
    __slots__ = ("x", "y", "__weakref__")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Ring(object):
    def __init__(self):
        self.me = self
        self.load = ["carried %d" % i for i in range(4)]


def closing(kept):
    def closed():
        return kept

    return closed


def generating():
    local = [Point(i, None) for i in range(11)]
    yield local


gc.disable()
orders = [Order(i) for i in range(60)]
cache = dict(("key %d" % i, {"order": orders[i], "points": [Point(i, float(i))]}) for i in range(40))
sparse = dict((i, str(i) * 3) for i in range(200))
for gone in range(0, 200, 3):
    del sparse[gone]
names = set("name %d" % i for i in range(50))
frozen = frozenset(range(1000, 1020))
queue = deque(Point(i, i) for i in range(20))
counted = defaultdict(list)
for order in orders:
    counted[order.number % 7].append(order)
weak = ref(orders[0])
weaker = [ref(point) for point in queue]
closed = closing([Point(1, i) for i in range(9)])
generator = generating()
next(generator)
method = orders[1].total
text = u"\u00e9\u20ac" * 300
data = bytearray(3000)
large = b"x" * 70000
many = [None] * 3000
chain = None
for i in range(30):
    chain = [chain, i + 10**10]
for i in range(12):
    Ring()
junk = [str(i) * 5 for i in range(3000)]
junk[:] = junk[::50]


gate = posix.pipe()


def waiting():
    kept = [Point(2, i) for i in range(13)]
    posix.read(gate[0], 1)
    return kept


start_new_thread(waiting, ())
time.sleep(0.2)  # until it waits; it cannot say so
del gone, order, i

ready = ("ready %d\n" % posix.getpid()).encode()
statistics = getattr(sys, "_debugmallocstats", None)  # 2.7 has none
if statistics:
    statistics()
posix.write(1, ready)
posix.read(0, 1)
