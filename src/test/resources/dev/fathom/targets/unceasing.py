"""A target that is never still: one thread fills and empties what its KIND names, as fast as it can.

    unceasing.py KIND

Whatever it makes is held from a variable at every moment until it is dropped: nothing is ever lost.
"""

import collections
import gc
import sys
import threading

import truth

try:
    # Others run in between, too.
    sys.setswitchinterval(1e-4)
except AttributeError:
    pass


class Big(object):
    def __init__(self, number):
        self.number = number
        self.text = "text %d" % number
        self.items = [number, self.text]


class Cart(object):
    def __init__(self, number):
        self.items = [bytes(bytearray(100)) for _ in range(4)]


KIND = sys.argv[1]
kept = [Big(number) for number in range(5000)]
held = None
MANY = 500


def deque():
    global held
    held = collections.deque(maxlen=200)
    for number in range(MANY):
        held.append(Big(number))
        if number % 3 == 0:
            held.rotate(1)
        if number % 5 == 0:
            held.popleft()


def context_value():
    global held
    import contextvars

    variables = [contextvars.ContextVar("v%d" % number) for number in range(40)]
    held = []
    for number in range(20):
        context = contextvars.Context()
        for variable in variables:
            context.run(variable.set, Big(number))
        held.append(context)


def frame_locals():
    global held

    def fails(number):
        local = Big(number)
        raise ValueError(local.number)

    held = []
    for number in range(MANY):
        try:
            fails(number)
        except ValueError as error:
            held.append(error)


def generators():
    global held

    def yields(number):
        local = Big(number)
        yield local.number
        yield local

    held = [yields(number) for number in range(MANY)]
    for one in held:
        next(one)


def held_by_c():
    import ctypes

    global held
    held = (ctypes.py_object * MANY)()
    for number in range(MANY):
        held[number] = Big(number)


def hash_keys():
    global held
    held = {}
    for number in range(MANY):
        held["key %d" % number] = {number: Big(number)}
        if number % 7 == 0:
            held.pop("key %d" % (number // 2), None)


def interned():
    global held
    intern = getattr(sys, "intern", None) or __builtins__.intern
    held = [intern("interned %d" % number) for number in range(MANY)]


def joint():
    global held
    sessions, callbacks = {}, []
    held = (sessions, callbacks)
    for number in range(MANY):
        cart = Cart(number)
        sessions["s%d" % number] = cart
        callbacks.append(lambda cart=cart: cart)


def rings():
    global held
    held = []
    for number in range(MANY):
        one, other = Big(number), Big(number)
        one.other, other.other = other, one
        held.append(one)
    while held:
        one = held.pop()
        one.other = None
        del one


def mapped():
    import mmap

    global held
    held = [mmap.mmap(-1, 1 << 16) for _ in range(20)]
    for one in held:
        one[:5] = b"words"
    for one in held[::2]:
        one.close()


def sqlite():
    import sqlite3

    global held
    held = []
    for number in range(5):
        connection = sqlite3.connect(":memory:")
        connection.execute("create table t(id integer primary key, body text)")
        connection.executemany("insert into t(body) values (?)", (("x" * 900,) for _ in range(200)))
        held.append(connection)
        held[0].execute("select sum(length(body)) from t").fetchone()


def threads():
    global held
    held = [threading.Thread(target=len, args=([Big(number)],)) for number in range(10)]
    for one in held:
        one.start()
    for one in held:
        one.join()


steps = globals()[KIND]
started = threading.Event()


def runs():
    while True:
        steps()
        started.set()


thread = threading.Thread(target=runs)
thread.daemon = True
thread.start()
started.wait()
gc.collect()  # modules that were imported leave cycles behind (datetime its classes in Python)
truth.serve()
