"""A container's worth of processes and files:

    contained.py CHILDREN FILE READ

Forks CHILDREN, of which child i has i * 64 KiB of its own, writes 8 MiB into FILE, reads READ, and has a memfd, a file of
tmpfs, huge pages and sockets with data in them. Says `child PID` of each, `tmpfs PATH` and `own NAME BYTES`, then
serves (see truth.py)."""
import mmap
import os
import signal
import socket
import sys
import tempfile

import truth

MIB = 1 << 20
count, name, read = int(sys.argv[1]), sys.argv[2], sys.argv[3]
for number in range(count):
    child = os.fork()
    if child == 0:
        own = b"\1" * (number * 65536)
        while True:
            signal.pause()
    print("child %d" % child)

written = open(name, "wb+")
written.write(b"\2" * (8 * MIB))
written.flush()
seen = open(read, "rb")
seen.read()
memfd = os.memfd_create("of the container")
os.write(memfd, b"\3" * (6 * MIB))
tmpfs = tempfile.NamedTemporaryFile(dir="/dev/shm")
tmpfs.write(b"\4" * (3 * MIB))
tmpfs.flush()
print("tmpfs " + tmpfs.name)
huge = mmap.mmap(-1, 8 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
if hasattr(mmap, "MADV_HUGEPAGE"):
    huge.madvise(mmap.MADV_HUGEPAGE)
for at in range(0, 8 * MIB, 4096):
    huge[at] = 1
pairs = [socket.socketpair() for _ in range(8)]
for one, other in pairs:
    one.send(b"x" * 50000)
for what, bytes in ("written", 8), ("memfd", 6), ("tmpfs", 3):
    print("own %s %d" % (what, bytes * MIB))
sys.stdout.flush()
truth.serve()
