"""A target some of whose C memory and objects are held by a library's variable, by a thread's stack, or by nothing.

    holders.py LIBRARY

LIBRARY is what holders.c is compiled to.
"""

import ctypes
import os
import sys
import threading
import time

import truth

library = ctypes.CDLL(sys.argv[1])
# Not as an object that has the address: that one would hold what is there.
library.keep.argtypes = library.keep_deeper.argtypes = [ctypes.c_void_p]
library.keep_and_wait.argtypes = [ctypes.c_int, ctypes.c_void_p]
library.leak()
library.hold()
reading, writing = os.pipe()
waiting = threading.Thread(target=library.hold_and_wait, args=(reading,))
waiting.daemon = True
waiting.start()


class Kept(object):
    """Held by a variable of the library."""


class KeptDeeper(object):
    """Held by C memory that a variable of the library holds."""


class KeptByThread(object):
    """Held by a function of the library that waits."""


class KeptByNobody(object):
    """Its count is too high: nothing holds it."""


class Item(object):
    """Each of those has one."""


def address(kind):
    """Of a new object that only its count keeps."""
    kept = kind()
    kept.item = [Item(), kept]  # a ring too
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
    return id(kept)


library.keep(address(Kept))
library.keep_deeper(address(KeptDeeper))
address(KeptByNobody)
keeping = threading.Thread(target=library.keep_and_wait, args=(reading, address(KeptByThread)))
keeping.daemon = True
keeping.start()
buffer = ctypes.create_string_buffer(33333)
time.sleep(0.2)  # until they wait; they cannot say so
junk = [str(i) * 10 for i in range(10000)]

truth.serve()
