"""A target that carries out advice when it is told to.

    advised.py trim|rings|table|list|owner|purge|forked|frozen|huge|equal|worn|fresh|within|apart|late|early

Says `ready PID` and sleeps; then obeys one command a line, and answers `done`: `do` carries it out, `trim` calls
malloc_trim(0).

trim    buffers of 3,000 bytes, of which all but the last are freed
rings   rings of two objects with 1 MB each, which nothing leads to, and which no collection has met
table   a dict from which nearly all was deleted; likewise list
owner   buffers of 1 MB in a variable
purge   buffers of 400 kB that are freed, for allocators that keep them: the library in LD_PRELOAD is asked for all of it
forked  many objects, and a child that collects garbage (Says `child PID`); frozen: with gc.freeze() before the fork
equal   16 MiB of which each 64th page is the same
worn    buffers of 3,000 bytes, of which all but each tenth were freed; fresh: those that are left alone
within  a job that leaves a few results among what it needed; apart: the same job, done by a process of its own
late    two children that make the same table each (Says `child PID` of each); early: it is made before the fork
huge    huge pages of which each sixteenth part of 4 KiB is written to
"""

import ctypes
import gc
import mmap
import os
import signal
import sys
import threading

kind = sys.argv[1]
libc = ctypes.CDLL(None)
MIB = 1 << 20
PAGE = 4096
gc.disable()


def fill(bytes):
    return bytearray(b"\1") * bytes


def table():
    global kept
    kept = dict(kept)


def a_list():
    global kept
    kept = kept[:]


def owner():
    del globals()["cache"]


def purge():
    if hasattr(libc, "mallctl"):
        libc.mallctl(b"arena.4096.purge", 0, 0, 0, 0)
    elif hasattr(libc, "MallocExtension_ReleaseFreeMemory"):
        libc.MallocExtension_ReleaseFreeMemory()
    else:
        libc.mi_collect(1)


def huge():
    for at in range(0, len(block), PAGE):
        if at % (16 * PAGE):
            block.madvise(mmap.MADV_DONTNEED, at, PAGE)


def job():
    results = []
    needed = []
    for number in range(4000):
        needed.append(fill(60000))
        if number % 200 == 199:
            results.append(fill(20000))
    return results


class Node(object):
    pass


def rings():
    for _ in range(20):
        one, other = Node(), Node()
        one.other, other.other = other, one
        one.body, other.body = fill(1000000), fill(1000000)


if kind == "trim":
    first = [fill(3000) for _ in range(20000)]
    last = fill(3000)
    del first
    do = lambda: libc.malloc_trim(0)
elif kind == "rings":
    # Not by the main thread: a word that is left on its stack would lead to one.
    maker = threading.Thread(target=rings)
    maker.start()
    maker.join()
    do = gc.collect
elif kind in ("table", "list"):
    numbers = list(range(400000))
    kept = {"table": dict.fromkeys, "list": lambda each: each * 4}[kind](numbers)
    for number in numbers[10:] if kind != "list" else []:
        kept.pop(number)
    if kind == "list":
        del kept[900000:]
    del numbers
    do = {"table": table, "list": a_list}[kind]
elif kind == "owner":
    cache = [fill(1000000) for _ in range(40)]
    do = owner
elif kind == "purge":
    first = [fill(400000) for _ in range(130)]
    del first
    do = purge
elif kind in ("forked", "frozen"):
    kept = [[number] for number in range(200000)]
    do = None
    if kind == "frozen":
        gc.freeze()
    child = os.fork()
    if child == 0:
        gc.collect()
        while True:
            signal.pause()
    os.write(1, ("child %d\n" % child).encode())
elif kind == "equal":
    block = mmap.mmap(-1, 16 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for at in range(0, 16 * MIB, PAGE):
        block[at] = 1 + at // PAGE % 64
    do = lambda: libc.prctl(67, 1, 0, 0, 0)
elif kind == "worn":
    kept = [fill(3000) for _ in range(20000)]
    for at in range(20000):
        if at % 10:
            kept[at] = None
    do = None
elif kind == "fresh":
    kept = [None if at % 10 else fill(3000) for at in range(20000)]
    do = None
elif kind == "within":
    results = job()
    do = None
elif kind == "apart":
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writer, "wb") as answer:
            answer.write(b"".join(job()))
        os._exit(0)
    with os.fdopen(reader, "rb") as answer:
        results = [bytearray(answer.read(20000)) for _ in range(20)]
    os.waitpid(child, 0)
    do = None
elif kind in ("late", "early"):
    gc.freeze()
    make = lambda: [str(10 ** 6 + number) * 20 for number in range(60000)]
    table = make() if kind == "early" else None
    do = None
    for _ in range(2):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            table = table or make()
            os.write(writer, b"made")
            while True:
                signal.pause()
        os.read(reader, 4)
        os.write(1, ("child %d\n" % child).encode())
elif kind == "huge":
    block = mmap.mmap(-1, 16 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    block.madvise(mmap.MADV_HUGEPAGE)
    for at in range(0, 16 * MIB, 16 * PAGE):
        block[at] = 1
    do = huge
else:
    sys.exit(__doc__)

os.write(1, ("ready %d\n" % os.getpid()).encode())
while True:
    command = os.read(0, 100)
    if not command:
        os._exit(0)
    if command == b"do\n":
        do()
    elif command == b"trim\n":
        libc.malloc_trim(0)
    os.write(1, b"done\n")
