# A target for the training run (tools/app.sh): objects in pools, strings in chunks of malloc with holes between
# them, and a child that has written to what it shares. Ends with its standard input. Any Python from 2.7 on.
import os
import sys


class Node(object):
    def __init__(self, name, parent):
        self.name = name
        self.parent = parent


class Point(object):
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


count = 40000
nodes = [Node("node %d" % i, i) for i in range(count)]
points = [Point(i, float(i)) for i in range(count)]
by_name = dict((node.name, node) for node in nodes)
rows = [[i, (i, str(i))] for i in range(count)]
texts = [[" " * size for _ in range(count // 4)][::2] for size in (300, 600, 900, 1500)]
del rows[::3], points[::3]

alive, end = os.pipe()
if os.fork() == 0:
    os.close(end)
    for node in nodes[: count // 10]:
        node.parent = None
    os.read(alive, 1)
    os._exit(0)
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.read()
