"""What programs of Python share: their own figures, and waiting."""

import ctypes, gc, json, signal, sys


class Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]


def in_use():
    """Bytes that glibc's malloc has handed out."""
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = Mallinfo
    found = libc.mallinfo2()
    return found.uordblks + found.hblkhd


def ready(**truth):
    with open("truth.json", "w") as file:
        json.dump(truth, file)
    gc.collect()  # what json.dump leaves are cycles
    print("READY", flush=True)
    signal.pause()
