"""A target with as few objects as a Python can have, and some of its own that hold one another.

    bare.py
"""

import os
import sys


class Node(object):
    def __init__(self, left, right):
        self.left = left
        self.right = right


# Diamonds, rings and shared ends: what tells a dominator from a parent.
shared = ["shared", 10**30]
diamonds = [Node(Node(shared, [i]), Node(shared, [i])) for i in range(40)]
ring = Node(None, None)
for i in range(30):
    ring = Node(ring, diamonds[i])
ring.left.left.left.right = ring
both = {"first": diamonds[3].left, "second": (diamonds[3].right, ring.left)}

sys.stdout.write("ready %d\n" % os.getpid())
sys.stdout.flush()
sys.stdin.read()
