"""Uses many modules of the standard library, and keeps what it got from them: libraries.py [SIZE]

What is kept is kept by modules' own structures: queues, contexts, tasks, trees, connections. Nothing of it
is lost, so whoever calls any of it a leak has missed a reference.
"""

import sys

import truth

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 500
kept = []


class Held(object):
    def __init__(self, number):
        self.number = number
        self.payload = ["payload %d" % number, {number: [number]}]


def queues():
    import collections
    import heapq

    try:
        import queue
    except ImportError:
        import Queue as queue
    waiting = queue.Queue()
    simple = getattr(queue, "SimpleQueue", queue.LifoQueue)()
    for number in range(SIZE):
        waiting.put(Held(number))
        simple.put(Held(number))
    ring = collections.deque((Held(number) for number in range(SIZE)), maxlen=SIZE)
    ordered = collections.OrderedDict((number, Held(number)) for number in range(SIZE))
    default = collections.defaultdict(list)
    for number in range(SIZE):
        default[number % 7].append(Held(number))
    heap = [(number, Held(number)) for number in range(SIZE)]
    heapq.heapify(heap)
    return waiting, simple, ring, ordered, default, heap


def suspended():
    def generator(number):
        local = Held(number)
        yield number
        yield local

    generators = [generator(number) for number in range(SIZE)]
    for each in generators:
        next(each)
    return generators


def tasks():
    import asyncio

    async_source = """
async def wait(number, held):
    local = held(number)
    await asyncio.sleep(3600)
    return local
"""
    names = {"asyncio": asyncio}
    exec(async_source, names)
    loop = asyncio.new_event_loop()
    pending = [loop.create_task(names["wait"](number, Held)) for number in range(SIZE)]
    loop.run_until_complete(asyncio.sleep(0.01) if sys.version_info >= (3, 10) else asyncio.sleep(0.01, loop=loop))
    return loop, pending


def contexts():
    import contextvars

    variables = [contextvars.ContextVar("variable %d" % number) for number in range(100)]
    made = []
    for number in range(SIZE // 10):
        context = contextvars.copy_context()
        context.run(variables[number % 100].set, Held(number))
        made.append(context)
    return variables, made


def failures():
    errors = []
    for number in range(SIZE):
        try:
            local = Held(number)
            raise ValueError(local.number)
        except ValueError as error:
            errors.append(error)
    return errors


def trees():
    from xml.dom import minidom
    from xml.etree import ElementTree

    root = ElementTree.Element("root")
    for number in range(SIZE):
        child = ElementTree.SubElement(root, "child", {"number": str(number)})
        child.text = "text %d" % number
    return root, minidom.parseString("<a>" + "<b>c</b>" * (SIZE // 10) + "</a>")


def databases():
    import functools
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.create_function("held", 1, functools.partial(Held, 1))
    connection.execute("create table t (a, b)")
    connection.executemany("insert into t values (?, ?)", [(n, str(n)) for n in range(SIZE)])
    return connection, connection.execute("select * from t")


def functions():
    import functools
    import itertools
    import operator

    cached = functools.lru_cache(maxsize=None)(Held) if hasattr(functools, "lru_cache") else Held
    for number in range(SIZE):
        cached(number)
    partials = [functools.partial(Held, number) for number in range(SIZE)]
    chains = [itertools.chain([Held(number)], [number]) for number in range(SIZE)]
    cycles = [itertools.tee([Held(number)]) for number in range(SIZE)]
    return cached, partials, chains, cycles, operator.attrgetter("number", "payload.x")


def others():
    import array
    import atexit
    import csv
    import datetime
    import decimal
    import email.message
    import fractions
    import json
    import logging
    import random
    import re
    import struct
    import threading
    import unittest
    import weakref

    atexit.register(Held.__init__, Held(1), 2)
    thread_local = threading.local()
    thread_local.held = Held(3)
    event = threading.Event()
    thread = threading.Thread(target=lambda held: event.wait(), args=(Held(4),))
    thread.daemon = True
    thread.start()
    target = Held(5)
    return [
        thread_local,
        event,
        thread,
        target,
        weakref.ref(target, lambda reference, held=Held(6): held),
        weakref.WeakKeyDictionary({target: Held(7)}),
        [re.compile("a{%d}(b)" % n).match("a" * n + "b") for n in range(1, 20)],
        decimal.getcontext(),
        [fractions.Fraction(n, 7) for n in range(SIZE)],
        [datetime.datetime(2020, 1, 1) + datetime.timedelta(n) for n in range(SIZE)],
        logging.getLogger("kept").addHandler(logging.NullHandler()),
        json.loads("[" + ",".join('{"a": [%d]}' % n for n in range(SIZE)) + "]"),
        array.array("d", range(SIZE)),
        struct.Struct("<QQ"),
        csv.reader(iter(["a,b"] * 3)),
        random.Random(5),
        email.message.Message(),
        unittest.TestSuite(),
        memoryview(bytearray(SIZE)),
        frozenset((n, str(n)) for n in range(SIZE)),
        [slice(Held(n), None) for n in range(SIZE)],
        [property(Held(n).__init__) for n in range(SIZE)],
        [type("Made%d" % n, (Held,), {"__slots__": ("slot",)})(n) for n in range(SIZE // 10)],
    ]


missing = []
for part in (queues, suspended, tasks, contexts, failures, trees, databases, functions, others):
    try:
        kept.append(part())
    except (ImportError, SyntaxError, AttributeError) as absent:
        missing.append("%s: %s" % (part.__name__, absent))

truth.serve()
