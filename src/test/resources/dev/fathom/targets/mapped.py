"""Objects that map memory themselves: some MiB each, and all of it in memory.

Says `held NAME BYTES` for each variable that holds a mapping, then serves (see truth.py).
"""

import ctypes
import mmap
import os
import sys
import tempfile

import truth

MIB = 1 << 20


def filled(mapping):
    mapping[:] = b"\5" * len(mapping)
    return mapping


class Arena(object):
    def __init__(self, bytes):
        self.block = filled(mmap.mmap(-1, bytes))


shared = Arena(3 * MIB)
private = filled(mmap.mmap(-1, 4 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
beside = filled(mmap.mmap(-1, 5 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
shards = {"shard%d" % number: Arena(MIB) for number in range(6)}
with tempfile.TemporaryFile() as file:
    file.write(os.urandom(7 * MIB))
    file.flush()
    index = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
read = sum(len(index[at : at + 1]) for at in range(0, len(index), 4096))
numbers = (ctypes.c_long * (2 * MIB // ctypes.sizeof(ctypes.c_long))).from_buffer(
    filled(mmap.mmap(-1, 2 * MIB))
)

held = [("shared", 3), ("private", 4), ("beside", 5), ("shards", 6), ("index", 7), ("numbers", 2)]
for name, mib in held:
    print("held %s %d" % (name, mib * MIB))
sys.stdout.flush()
truth.serve()
