"""A target whose memory piles up somewhere: piles.py dict|attribute|generator|small|two|spread|rows

    dict       a dict of a module holds it
    attribute  a list that is an attribute of a class
    generator  a local variable of a generator that waits
    small      a list of many small caches
    two        two dicts of a module hold it
    spread     many small caches of many functions and modules hold it, none of them much
    rows       an instance's list of rows, each of which is a dict
"""

import sys

import truth


def text(i):
    return "%0200d" % i


class Registry(object):
    entries = []


class Small(object):
    def __init__(self, first):
        self.cache = dict((i, text(i)) for i in range(first, first + 500))


class Table(object):
    def __init__(self):
        self.rows = [{"name": text(i), "number": i * 1000, "tags": [text(-i)]} for i in range(15000)]


def waiting():
    collected = [text(i) for i in range(60000)]
    yield len(collected)
    yield collected


kind = sys.argv[1]
if kind == "dict":
    cache = dict((i, text(i)) for i in range(60000))
elif kind == "attribute":
    Registry.entries.extend(text(i) for i in range(60000))
elif kind == "generator":
    generator = waiting()
    next(generator)
elif kind == "two":
    first = dict((i, text(i)) for i in range(30000))
    second = dict((i, text(i)) for i in range(30000))
elif kind == "spread":
    for i in range(120):
        globals()["cache%d" % i] = Small(500 * i)
elif kind == "small":
    caches = [Small(500 * i) for i in range(120)]
elif kind == "rows":
    table = Table()

truth.serve()
