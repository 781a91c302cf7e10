"""A target in which glibc's own count of what it took is wrong by a page.

The last chunk on the unsorted list leads to the arena's `top` (`struct malloc_state`, malloc/malloc.c); from 2.26 on
`system_mem` and `max_system_mem` stand 2,088 bytes behind that.
"""

import ctypes
import os
import sys

import truth

SYSTEM_MEM = 2088

if not os.confstr("CS_GNU_LIBC_VERSION"):
    print("skip: no glibc")
    sys.exit()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
# Between two that stay: else it would become a part of a free one, or of the top.
chunk = [libc.malloc(100000) for _ in range(9)][7]
words = ctypes.cast(chunk, ctypes.POINTER(ctypes.c_size_t))
libc.free(chunk)
top = words[1]  # it is the last on the list, before anything sorts that
counts = ctypes.cast(top + SYSTEM_MEM, ctypes.POINTER(ctypes.c_size_t))
if not 4096 <= counts[0] <= counts[1] < 1 << 32 or counts[0] % 4096:
    print("skip: another glibc")
    sys.exit()
counts[0] += 4096
counts[1] += 4096
truth.serve()
