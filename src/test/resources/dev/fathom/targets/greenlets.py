"""Greenlets that are suspended, of which nothing else holds what their functions have.

Says `task ADDRESS BYTES` for each and `deep` likewise, then serves (see truth.py). Without greenlet it says
`skip` and why, and ends.
"""

import gc
import sys

import truth

try:
    import greenlet
except ImportError:
    print("skip: this interpreter has no greenlet")
    sys.exit()

KIB = 1 << 10


class Payload(object):
    def __init__(self, bytes):
        self.data = bytearray(bytes)


def inner(number):
    held = Payload((100 + number) * KIB)
    more = [Payload(1 * KIB) for _ in range(20)]
    main.switch()
    return held, more


def outer(number):
    mine = Payload((200 + number) * KIB)
    inner(number)
    return mine


class Task(greenlet.greenlet):
    pass


main = greenlet.getcurrent()
tasks = [(Task if number % 2 else greenlet.greenlet)(outer) for number in range(10)]
deep = greenlet.greenlet(lambda: descend(2000))


def descend(depth):
    """Further than one chunk of a data stack goes."""
    if depth == 0:
        local = Payload(300 * KIB)
        main.switch()
        return local
    return descend(depth - 1)


sys.setrecursionlimit(5000)
for number, task in enumerate(tasks):
    task.switch(number)
deep.switch()
del number, task
finished = greenlet.greenlet(lambda: Payload(KIB))
finished.switch()
gc.collect()


def run():
    local = Payload(3000 * KIB)
    for number, task in enumerate(tasks):
        print("task %d %d" % (id(task), (300 + 2 * number) * KIB + 20 * KIB))
    print("deep %d %d" % (id(deep), 300 * KIB))
    del number, task
    sys.stdout.flush()
    truth.serve()


run()
