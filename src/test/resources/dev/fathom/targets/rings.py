"""Rings that nothing refers to and that are not collected: rings.py [COUNT]"""

import gc
import sys

import truth


class Node:
    def __init__(self):
        self.me = self


gc.disable()
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 500):
    Node()

truth.serve()
