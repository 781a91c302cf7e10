"""A target with the whole standard library in it, and objects whose size is not their type's.

    every_size.py

Each type that has a `__sizeof__` of its own is there in several sizes, and so are subclasses, which
inherit it: with and without attributes, slots, weak references.
"""

from __future__ import print_function

import importlib
import os
import pkgutil
import sys
import warnings

import truth

warnings.simplefilter("ignore")
NOT_IMPORTED = set(
    """antigravity this idlelib turtle turtledemo test lib2to3 tkinter Tkinter lib-tk __main__ crypt
    _pyrepl pip setuptools distutils ensurepip perf site sitecustomize usercustomize every_size
    pkg_resources wheel gi pygtkcompat easy_install _distutils_hack rlcompleter __phello__ imputil
    user statvfs CDROM DLFCN IN TYPES STROPTS bsddb dbhash anydbm whichdb dumbdbm ihooks numpy
    softwareproperties apt_inst tests million""".split()
)
# The interpreter's own library: what else is installed here is no matter.
LIBRARY = os.path.dirname(os.__file__)
IN_LIBRARY = set(m[1] for m in pkgutil.iter_modules([LIBRARY, os.path.join(LIBRARY, "lib-dynload")]))
for module in sorted(set(sys.builtin_module_names) | IN_LIBRARY):
    if module in NOT_IMPORTED or module.startswith(("_test", "_xx")):
        continue
    if os.path.exists(os.path.join(os.path.dirname(os.path.abspath(__file__)), module + ".py")):
        continue  # another target
    try:
        importlib.import_module(module)
    except BaseException:
        pass  # of another system, or of no use here

import array
import collections
import ctypes
import decimal
import io
import itertools
import struct
import xml.etree.ElementTree as ElementTree

SIZES = (0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 1000, 70000)


def variants(base):
    """The type, and classes made of it."""
    yield base
    for name, attributes in (
        ("Plain", {}),
        ("Slots", {"__slots__": ("first", "second")}),
        ("Empty", {"__slots__": ()}),
        ("Weak", {"__slots__": ("__weakref__",)}),
    ):
        try:
            yield type(name, (base,), attributes)
        except TypeError:
            pass  # none may be made of it, or not with slots


def numbers(size):
    return range(size)


def grown(make, add, size):
    one = make()
    for i in range(size):
        add(one, i)
    return one


def shrunk(one, drop, size):
    for i in range(size * 3 // 4):
        drop(one)
    return one


made = []
for base in (list, tuple, set, frozenset, bytearray, collections.deque):
    for each in variants(base):
        for size in SIZES:
            made.append(each(i % 256 for i in numbers(size)))
        made.append(each())
for each in variants(dict):
    for size in SIZES:
        made.append(each((i, i) for i in numbers(size)))
        made.append(each((str(i), i) for i in numbers(size)))
        made.append(shrunk(each((i, i) for i in numbers(size)), lambda d: d.popitem(), size))
for each in variants(collections.OrderedDict):
    for size in SIZES:
        made.append(each((i, i) for i in numbers(size)))
        made.append(each((str(i), i) for i in numbers(size)))
made.extend(grown(list, list.append, size) for size in SIZES)
made.extend(shrunk(grown(list, list.append, size), list.pop, size) for size in SIZES)
made.extend(grown(set, set.add, size) for size in SIZES)
made.extend(shrunk(grown(set, set.add, size), set.pop, size) for size in SIZES)
made.extend(grown(bytearray, lambda b, i: b.append(i & 255), size) for size in SIZES)
for size in SIZES:
    queue = collections.deque(range(size))
    for i in range(size // 3):
        queue.popleft()
    made.append(queue)
    made.append(collections.deque(range(size), maxlen=7))

for each in variants(int if sys.version_info >= (3,) else type(1 << 70)):
    for bits in (0, 1, 29, 30, 31, 59, 60, 61, 62, 63, 64, 120, 1000):
        made.extend((each(1 << bits), each(-(1 << bits)), each((1 << bits) - 1)))
made.extend((0, True, False, 1 - 1, -5, 256, 257, 1.5, 2j))
for base in (float, complex, bytes):
    for each in variants(base):
        made.append(each(b"" if base is bytes else 7))
for text in (u"", u"a", u"text", u"\xe9", u"\xe9t\xe9", u"\u20ac", u"\u20acuro", u"\U0001f600", u"x" * 600, u"\xe9" * 600):
    for each in variants(type(u"")):
        made.append(each(text))
    coded = text + u"!" + text
    made.append(coded)
    if sys.version_info >= (3,):
        # An argument of C that is text is kept as UTF-8 beside the string.
        ctypes.pythonapi.PyUnicode_AsUTF8.restype = ctypes.c_void_p
        ctypes.pythonapi.PyUnicode_AsUTF8.argtypes = [ctypes.py_object]
        ctypes.pythonapi.PyUnicode_AsUTF8(coded)
        if sys.version_info < (3, 12):
            wide = coded + u"?"
            ctypes.pythonapi.PyUnicode_AsUnicode.restype = ctypes.c_void_p
            ctypes.pythonapi.PyUnicode_AsUnicode.argtypes = [ctypes.py_object]
            ctypes.pythonapi.PyUnicode_AsUnicode(wide)
            made.append(wide)

for code in "bBhHiIlLfd":
    for size in SIZES[:-1]:
        made.append(array.array(code, [1] * size))
for each in variants(array.array):
    made.append(each("i", range(50)))
for digits in (0, 1, 18, 19, 38, 76, 77, 95, 200, 5000):
    for each in variants(decimal.Decimal):
        made.append(each("1" * digits or "0"))
for size in SIZES:
    bytesio = io.BytesIO()
    bytesio.write(b"x" * size)
    made.append(bytesio)
    made.append(io.BytesIO(b"y" * size))
    made.append(io.StringIO(u"z" * size))
    made.append(io.BufferedReader(io.BytesIO(b"x" * size), max(1, size)))
    made.append(io.BufferedWriter(io.BytesIO(), max(1, size)))
    made.append(io.BufferedRandom(io.BytesIO(b"x" * size), max(1, size)))
    made.append(struct.Struct("<" + "hi" * (size % 500)))
    made.append(struct.Struct("%ds" % size))
for size in (0, 1, 2, 3, 10):
    made.append(itertools.product(*([range(3)] * size)))
    made.append(itertools.combinations(range(size), size))
    made.append(itertools.combinations_with_replacement(range(size), size))
    made.append(itertools.permutations(range(size), size))
    element = ElementTree.Element("tag")
    for i in range(size):
        element.append(ElementTree.Element("child", {"key": "value"} if i else {}))
    made.append(element)
for length in (1, 3, 20):
    kind = ctypes.c_int * length
    made.extend((kind, kind(), kind * 2, (kind * 2)()))
    fields = type("Fields", (ctypes.Structure,), {"_fields_": [("f%d" % i, ctypes.c_int) for i in range(length)]})
    made.extend((fields, fields(), ctypes.POINTER(fields)))


def frames():
    """Frames of codes with different numbers of variables."""
    a = b = c = d = e = 1

    def inner(x, y=2, *rest, **named):
        z = a + b + c
        return sys._getframe()

    return [sys._getframe(), inner(1), inner(1, 2, 3, four=4)]


def generator(x, y=1):
    a = b = c = x
    yield a
    yield lambda: (b, c, y)


made.extend(frames())
made.extend(grown(lambda: generator(1), lambda g, i: next(g, None), size) for size in (0, 1, 2, 3))
if sys.version_info >= (3, 7):
    exec(
        """
async def coroutine(x, *rest):
    y = [i async for i in rest]
    return x, y

async def asynchronous(x):
    yield x
    y = x

coroutines = [coroutine(i) for i in range(3)]
made.extend(coroutines)
made.extend(asynchronous(i) for i in range(3))
"""
    )


class Node(object):
    def __init__(self, count):
        for i in range(count):
            setattr(self, "attribute%d" % i, i)


class Own(object):
    def __sizeof__(self):
        return 4711


nodes = [Node(count) for count in (0, 1, 2, 5, 6, 10, 11, 31, 40)]
made.extend(nodes)
made.extend(node.__dict__ for node in nodes)
made.extend(type("Many", (object,), {"__slots__": ["s%d" % i for i in range(n)]}) for n in SIZES[:12])
made.append(Own())
made.extend((memoryview(b"abc"), memoryview(bytearray(10)).cast("B") if hasattr(memoryview, "cast") else None))
if sys.version_info >= (3,):
    # Codes that run often have a cache (3.8 to 3.10): those of the child that tells have it here too.
    for _ in range(1100):
        telling = truth.Walk([])
        telling.record([None, [], {}, int, slice(1)], lambda record: None)
        told = [{}, int, Node, Node.__init__.__code__, slice(1), int.__add__]
        telling.record(told, lambda record: None)
        telling.referents(told)
        telling.unseen(told)
    del telling, told
made.append(type("Meta", (type,), {"kept": 1})("OfMeta", (object,), {}))

truth.serve()
