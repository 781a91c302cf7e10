"""A target of which a part is in the swap area, where there is one.

Says `swapped BYTES NAME` of each variable of which the kernel was asked to swap buffers out, all of each but its first and
its last page; `ready PID`, and sleeps.
"""

import ctypes
import os

PAGE = 4096
MADV_PAGEOUT = 21
libc = ctypes.CDLL(None)
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


def out(buffer):
    start = ctypes.addressof((ctypes.c_char * len(buffer)).from_buffer(buffer))
    first = (start + PAGE) // PAGE * PAGE + PAGE
    end = (start + len(buffer)) // PAGE * PAGE - PAGE
    libc.madvise(first, end - first, MADV_PAGEOUT)
    return end - first


cache = [bytearray(b"\1") * 1000000 for _ in range(10)]
other = bytearray(b"\2") * 2000000
os.write(1, ("swapped %d __main__.cache\n" % sum([out(each) for each in cache])).encode())
os.write(1, ("swapped %d __main__.other\n" % out(other)).encode())
os.write(1, ("ready %d\n" % os.getpid()).encode())
while os.read(0, 100):
    os.write(1, b"done\n")
