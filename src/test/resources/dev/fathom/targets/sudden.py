"""A target that grows until it is killed. A line says by how many MiB a second; who is slower than that does not wait."""

import os
import sys
import time

MIB = 1 << 20


class Order(object):
    __slots__ = ("text",)

    def __init__(self, text):
        self.text = text


orders = []
os.write(1, ("ready %d\n" % os.getpid()).encode())
rate = float(sys.stdin.readline())
due = time.time()
while True:
    orders.append(Order(b"x" * MIB))
    due += 1 / rate
    now = time.time()
    if due > now:
        time.sleep(due - now)
    else:
        due = now
