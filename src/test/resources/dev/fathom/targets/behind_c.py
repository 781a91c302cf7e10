"""A target whose memory hangs under C structures that only addresses lead to.

Writes to the file that it is given, in JSON, where the chunks are and how much sqlite says that it
has. The C structures are malloc's chunks; a ctypes variable stands for an extension's handle.
"""

import ctypes
import json
import os
import random
import sqlite3
import sys
import tempfile

import truth

MIB = 1 << 20
ROWS = 6000
CONNECTIONS = 4

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]


def allocate(size):
    address = libc.malloc(size)
    ctypes.memset(address, 0, size)
    return address


def put(address, value):
    ctypes.c_void_p.from_address(address).value = value


class InTable(object):
    pass


class InLargeTable(object):
    pass


class Nested(object):
    pass


def hide(kind, table, count):
    """Makes objects whose only references are words of a table."""
    for i in range(count):
        one = kind()
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(one))
        put(table + 8 * i, id(one))


# Before there is anything else whose address could be left over in the memory that sqlite gets.
path = os.path.join(tempfile.mkdtemp(), "pages.db")
first = sqlite3.connect(path)
first.execute("create table t(id integer primary key, body text)")
first.executemany("insert into t(body) values (?)", (("x" * 900,) for _ in range(ROWS)))
first.commit()
first.close()
del first  # it would still have the address of what was freed
os.chmod(path, 0o600)
pool = []
for _ in range(CONNECTIONS):
    pool.append(sqlite3.connect(path))
    pool[-1].execute("pragma cache_size=-65536")
    pool[-1].execute("select sum(length(body)) from t").fetchone()
os.unlink(path)
os.rmdir(os.path.dirname(path))


chunks = {}


def chunk(name, size):
    chunks[name] = allocate(size)
    return chunks[name]


handle = ctypes.c_void_p(chunk("table", 8 * 5))
hide(InTable, handle.value, 5)
wide_handle = ctypes.c_void_p(chunk("wide", 8 * 5000))
hide(InLargeTable, wide_handle.value, 5000)
# A structure whose fourth word leads to another one, whose second leads into a table's middle.
deep_handle = ctypes.c_void_p(chunk("outer", 64))
put(deep_handle.value + 24, chunk("between", 200))
put(chunks["between"] + 8, chunk("deep", 8 * 900) + 8 * 400)
hide(Nested, chunks["deep"], 900)
# Addresses behind a header, and with a mark in the lowest bits.
behind_header = ctypes.c_void_p(chunk("headed", 3 * MIB) + 64)
marked = ctypes.c_void_p(chunk("marked", MIB) | 3)
# A list whose links stand in the middle of its nodes.
ring = ctypes.c_void_p(chunk("node0", 5000))
for node in range(1, 2000):
    put(chunks["node0"] + 4096 if node == 1 else last + 4096, chunk("node%d" % node, 5000) + 4096)
    last = chunks["node%d" % node]

# A generator of random numbers with the lower half of an address as the last word of its state: in a
# heap of the lowest 4 GiB that is an address, and none.
lookalike = random.Random()
version, state, extra = lookalike.getstate()
lookalike.setstate((version, state[:623] + ((chunks["node1810"] + 4096) & 0xFFFFFFFF,) + state[624:], extra))
del state

with open("/proc/self/maps") as maps:
    libraries = set(line.split()[-1] for line in maps if "libsqlite3.so" in line)
used = 0
for library in libraries:
    memory_used = ctypes.CDLL(library).sqlite3_memory_used
    memory_used.restype = ctypes.c_int64
    used = memory_used()
with open(sys.argv[1], "w") as out:
    json.dump({"sqlite": used, "chunks": chunks}, out)
chunks.clear()
truth.serve()
