"""Some rings that are lost, and objects that only memory of C holds: unseen.py [RINGS] [HELD]

The held ones are in a mapping of the program's own, where no analyser looks; each counts that reference.
"""

import ctypes
import gc
import mmap
import struct
import sys

import truth

RINGS = int(sys.argv[1]) if len(sys.argv) > 1 else 100
HELD = int(sys.argv[2]) if len(sys.argv) > 2 else 3000


class Node(object):
    def __init__(self):
        self.me = self


class Unseen(object):
    def __init__(self, number):
        self.payload = [number]
        self.me = self if number % 2 else None


gc.disable()
for _ in range(RINGS):
    Node()
memory = mmap.mmap(-1, HELD * 8)
for number in range(HELD):
    held = Unseen(number)
    # Written otherwise than as it is: no word leads to the object.
    memory.write(struct.pack("<Q", id(held) ^ 0x5555555555555555))
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(held))
del held

truth.serve()
