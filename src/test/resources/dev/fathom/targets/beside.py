"""Memory that the kernel keeps for a process and no mapping shows: files without a name, sockets with data in them,
threads, locked and pinned pages.

Says `beside NAME BYTES` for each, as the kernel told it, then serves (see truth.py): `memfd` and `deleted` what the
files take (st_blocks), `sockets` what their buffers take (SO_MEMINFO), `threads` how many there are, `mapped` the
pages of the memfd that are mapped here. `cannot NAME` where the machine refuses.
"""

import ctypes
import mmap
import os
import socket
import sys
import tempfile
import threading
import time

import truth

MIB = 1 << 20
THREADS = 40
libc = ctypes.CDLL(None, use_errno=True)


def say(name, bytes):
    print("beside %s %d" % (name, bytes))


memfd = os.memfd_create("of no name")
for _ in range(12):
    os.write(memfd, b"\5" * MIB)
twice = os.dup(memfd)
mapped = mmap.mmap(memfd, 4 * MIB, offset=2 * MIB)
again = mmap.mmap(memfd, 4 * MIB, offset=4 * MIB)  # half of it are pages of the first
for at in range(0, 4 * MIB, 4096):
    mapped[at], again[at]
say("memfd", os.fstat(memfd).st_blocks * 512)
say("mapped", 6 * MIB)

try:
    file = tempfile.TemporaryFile(dir="/dev/shm")
    file.write(b"\6" * 3 * MIB)
    file.flush()
    say("deleted", os.fstat(file.fileno()).st_blocks * 512)
except OSError:
    print("cannot deleted")

pairs = [socket.socketpair() for _ in range(3)]
for one, other in pairs:
    one.send(b"x" * 50000)
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(1)
sender = socket.create_connection(listening.getsockname())
receiver = listening.accept()[0]
sender.sendall(b"y" * 30000)  # the receiver has room for it: once that is acknowledged nothing is under way
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("127.0.0.1", 0))
for _ in range(20):
    datagrams.sendto(b"z" * 3000, datagrams.getsockname())

for _ in range(THREADS):
    threading.Thread(target=threading.Event().wait, daemon=True).start()

locked = mmap.mmap(-1, 2 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
held = ctypes.c_char.from_buffer(locked)
if libc.mlock(ctypes.c_void_p(ctypes.addressof(held)), ctypes.c_size_t(2 * MIB)) != 0:
    print("cannot locked")

# include/uapi/linux/io_uring.h: buffers that are registered stay where they are
IO_URING_SETUP, IO_URING_REGISTER, REGISTER_BUFFERS = 425, 427, 0
pinned = mmap.mmap(-1, MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
buffer = ctypes.c_char.from_buffer(pinned)
ring = libc.syscall(IO_URING_SETUP, 4, ctypes.create_string_buffer(120))
vector = (ctypes.c_ulong * 2)(ctypes.addressof(buffer), MIB)
if ring < 0 or libc.syscall(IO_URING_REGISTER, ring, REGISTER_BUFFERS, vector, 1) != 0:
    print("cannot pinned")

with open("/proc/self/status") as status:
    for line in status:
        words = line.split()
        if words[0] in ("VmLck:", "VmPin:"):
            say({"VmLck:": "locked", "VmPin:": "pinned"}[words[0]], int(words[1]) * 1024)
        if words[0] == "Threads:":
            say("threads", int(words[1]))

sockets = [each for pair in pairs for each in pair] + [listening, sender, receiver, datagrams]


def buffers():
    total = 0
    for each in sockets:
        words = memoryview(each.getsockopt(socket.SOL_SOCKET, 55, 36)).cast("I")
        total += words[0] + max(words[2], words[5]) + words[4] + words[6] + words[7]
    return total


same, total = 0, buffers()
while same < 5:  # an acknowledgement may be delayed
    time.sleep(0.1)
    same, total = (same + 1, total) if buffers() == total else (0, buffers())
say("sockets", total)
sys.stdout.flush()
truth.serve()
