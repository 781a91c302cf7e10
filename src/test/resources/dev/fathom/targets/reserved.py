"""A target with address space of which little is in memory.

    reserved.py FILE

It makes FILE, of 4 MiB, and maps it: of that 1 page is read. 64 MiB are reserved without access; of
32 MiB that may be written to 2 MiB are; 1 MiB is read and never written to; and a page without access
stands below two others. `touch` reads 5 pages more of the file.
"""

import os
import sys

try:
    import ctypes

    mmap = ctypes.CDLL(None).mmap
except (ImportError, AttributeError, OSError):
    print("skip: an interpreter without ctypes")
    sys.exit(0)

mmap.restype = ctypes.c_void_p
mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
PAGE = 4096
MIB = 1 << 20
NONE, READ, WRITE = 0, 1, 3
PRIVATE, ANONYMOUS = 2, 32


def anonymous(size, access):
    return mmap(None, size, access, PRIVATE | ANONYMOUS, -1, 0)


def read(address, size):
    for page in range(0, size, PAGE):
        ctypes.string_at(address + page, 1)


with open(sys.argv[1], "wb") as made:
    made.write(b"\1" * (4 * MIB))
reserved = anonymous(64 * MIB, NONE)
written = anonymous(32 * MIB, WRITE)
ctypes.memset(written, 1, 2 * MIB)
guard = anonymous(3 * PAGE, READ)
ctypes.CDLL(None).mprotect(ctypes.c_void_p(guard), PAGE, NONE)
zeros = anonymous(MIB, READ)
read(zeros, MIB)
descriptor = os.open(sys.argv[1], os.O_RDONLY)
mapped = mmap(None, 4 * MIB, READ, PRIVATE, descriptor, 0)
os.close(descriptor)
ctypes.CDLL(None).madvise(ctypes.c_void_p(mapped), 4 * MIB, 1)  # MADV_RANDOM: page by page
read(mapped, PAGE)
print("file %x" % mapped)
print("ready %d" % os.getpid())
sys.stdout.flush()
for line in sys.stdin:
    read(mapped + 2 * MIB, 5 * PAGE)
    print("done")
    sys.stdout.flush()
