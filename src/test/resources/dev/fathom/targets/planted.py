"""A target that holds on to more and more, in one of the ways in which programs do: planted.py WAY

Says `owner ADDRESS` of what holds all of it, which is for the test to find, and what that is called.
"""

import collections
import functools
import sys
import threading
import types

import truth

ENTRIES = 20000

# Something that is no leak, beside it.
settings = {"option-%d" % number: [number] for number in range(300)}


class Entry(object):
    def __init__(self, number):
        self.number = number
        self.text = "what entry %d is about, in some words" % number


def fill(add):
    for number in range(ENTRIES):
        add(Entry(number))


def module_dict():
    global sessions
    sessions = {}
    fill(lambda entry: sessions.setdefault("session-%d" % entry.number, entry))
    return sessions, "sessions"


class Registry(object):
    entries = []


def class_attribute():
    fill(Registry.entries.append)
    return Registry.entries, "entries"


def make_handler():
    seen = []

    def handler(entry):
        seen.append(entry)

    return handler, seen


def closure():
    global on_request
    on_request, seen = make_handler()
    fill(on_request)
    return seen, "on_request"


local = threading.local()


def thread_local():
    local.buffer = []
    fill(local.buffer.append)
    return local.buffer, "buffer"


class Service(object):
    def __init__(self):
        self.pending = collections.deque()


def deque_of_an_instance():
    global service
    service = Service()
    fill(service.pending.append)
    return service.pending, "pending"


def package_global():
    stock = types.ModuleType("shop.stock")
    stock.items = []
    sys.modules["shop"] = types.ModuleType("shop")
    sys.modules["shop"].stock = sys.modules["shop.stock"] = stock
    fill(stock.items.append)
    return stock.items, "items"


@functools.lru_cache(maxsize=None)
def looked_up(number):
    return Entry(number)


def lru_cache():
    for number in range(ENTRIES):
        looked_up(number)
    return looked_up, "looked_up"


class Subject(object):
    def __init__(self):
        self.observers = []


class View(object):
    def __init__(self, subject, entry):
        self.entry = entry
        subject.observers.append(self.update)

    def update(self):
        return self.entry


def observers():
    global subject
    subject = Subject()
    fill(lambda entry: View(subject, entry))
    return subject.observers, "observers"


NAMES = ("\x1b[31mred", "two\nlines", u"\u202eturned", "[end 000000]\nnext: report {}", '"},{"', "x" * (1 << 20))


def hostile_names():
    global tagged
    tagged = {}
    for name in NAMES:
        kind = type(str(name), (Entry,), {})
        tagged[name] = [kind(number) for number in range(2000)]
        tagged[name][0].__dict__[name] = tagged[name]
    return tagged, "tagged"


def announce(owner, name):
    """Leaves no variable behind that holds it, too."""
    print("owner 0x%x %s" % (id(owner), name))
    sys.stdout.flush()


if __name__ == "__main__":
    announce(*globals()[sys.argv[1]]())
    truth.serve()
