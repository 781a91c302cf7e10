"""A target that holds secrets wherever data can stand, and names that are no secrets.

    planted_secrets.py VISIBLE SALT

Each secret is a word for its place and SALT, made at run time: no source spells it. What is made of VISIBLE is a name of
a type, module, variable or function, and is told.
"""

import os
import sys
import threading

import truth

VISIBLE, SALT = sys.argv[1:3]


def secret(place):
    return "".join([place, "_", SALT])


def visible(place):
    return "".join([place, "_", VISIBLE])


class Account(object):
    pass


class Slotted(object):
    __slots__ = ("first_slot",)


def keywords(**given):
    return given


def documented():
    pass


try:
    intern_data = sys.intern
except AttributeError:
    intern_data = intern  # noqa: F821 (Python 2)


def held():
    return Account()


# Values.
text = secret("text")
wide = [secret(u"wide\u20ac"), secret(u"latin\u00fc"), secret(u"astral\U0001f40d")]
raw = secret("bytes").encode("ascii")
buffer = bytearray(secret("bytearray").encode("ascii"))
elements = [secret("element"), (secret("tuple"), frozenset([secret("frozen")]))]
members = {secret("member"), intern_data(secret("interned_member"))}
documented.__doc__ = secret("documentation")
documented.attribute = secret("attribute_value")
account = Account()
account.password = secret("password")
slotted = Slotted()
slotted.first_slot = secret("slot_value")
defaults = lambda value=secret("default"): value  # noqa: E731

# Keys, and attributes that have the names of keys.
plain_keys = {secret("key"): held(), secret(u"wide\u20ackey"): held(), secret("bytes_key").encode("ascii"): held()}
interned_keys = {intern_data(secret("interned_key")): held()}
tuple_keys = {(secret("in_a_key"), 1): held()}
nested = {"spelled_key": {intern_data(secret("nested_key")): {"another spelled key": held()}}}
setattr(account, secret("attribute"), held())
attribute_key = {[name for name in vars(account) if SALT in name][0]: held()}
given = keywords(**{secret("keyword"): held(), "spelled_keyword": held()})
account.__dict__[intern_data(secret("in_the_dict"))] = held()
setattr(documented, secret("of_a_function"), held())

import pickle  # noqa: E402

# The unpickler interns the names of attributes.
pickled = Account()
pickled.__dict__[secret("pickled")] = Account()
restored = pickle.loads(pickle.dumps(pickled, 2))

import collections  # noqa: E402

ordered = collections.OrderedDict([(intern_data(secret("ordered_key")), held())])
defaulted = collections.defaultdict(Account)
defaulted[intern_data(secret("defaulted_key"))]
queued = collections.deque([secret("queued")])

try:
    import types

    space = types.SimpleNamespace(**{secret("in_a_namespace"): held()})
except AttributeError:
    space = None
try:
    import enum

    Made = enum.Enum("Made", [(secret("MEMBER"), secret("member_value"))])
    Flags = enum.IntFlag("Flags", [(secret("FLAG"), 1)])
except (ImportError, AttributeError):
    pass
try:
    import contextvars

    variable = contextvars.ContextVar(secret("context"))
    variable.set(secret("context_value"))
except ImportError:
    pass
try:
    import numpy

    array = numpy.array([secret("in_an_array")] * 3)
    objects = numpy.array([secret("in_an_object_array"), held()], dtype=object)
    record = numpy.zeros(2, dtype=[("spelled_field", "S40")])
    record["spelled_field"] = secret("in_a_record")
except ImportError:
    pass


class Text(str):
    pass


subclassed = Text(secret("subclass"))
setattr(subclassed, secret("of_a_str"), held())
space_of_a_thread = threading.local()
setattr(space_of_a_thread, secret("of_a_thread"), held())

import functools  # noqa: E402
import logging  # noqa: E402
import re  # noqa: E402

logger = logging.getLogger(secret("logger"))
logger.addHandler(logging.NullHandler())
logger.kept = held()
pattern = re.compile("(?P<%s>%s)" % (secret("group"), secret("pattern")))
matched = pattern.match(secret("pattern"))
partial = functools.partial(keywords, **{secret("of_a_partial"): held()})
try:
    cached = functools.lru_cache()(lambda argument, **more: held())
    cached(secret("cached"), **{secret("cached_keyword"): secret("cached_value")})
except AttributeError:
    pass

import weakref  # noqa: E402

known = weakref.WeakValueDictionary()
known[intern_data(secret("weak_key"))] = account

import argparse  # noqa: E402
import json  # noqa: E402

parsed = argparse.Namespace(**{secret("option"): held()})
loaded = json.loads('{"%s": {"%s": [1, "%s"]}}' % (secret("json_key"), secret("json_inner"), secret("json_text")))

try:
    import xml.etree.ElementTree

    element = xml.etree.ElementTree.Element(secret("tag"), {secret("xml_attribute"): secret("xml_value")})
    element.text = secret("xml_text")
    element.append(xml.etree.ElementTree.Element(secret("child")))
except ImportError:
    pass
try:
    import sqlite3

    base = sqlite3.connect(":memory:")
    base.row_factory = sqlite3.Row
    base.execute("create table t(%s text)" % secret("column"))
    base.execute("insert into t values (?)", (secret("row"),))
    base.create_function(secret("function"), 1, len)
    rows = base.execute("select * from t").fetchall()
except ImportError:
    pass
try:
    import ctypes

    raw_buffer = ctypes.create_string_buffer(secret("ctypes").encode("ascii"))
    pointed = ctypes.c_char_p(secret("pointed").encode("ascii"))
except ImportError:
    pass

import array  # noqa: E402

numbers = array.array("B", bytearray(secret("in_an_array_of_bytes").encode("ascii")))
viewed = memoryview(buffer)
evaluated = eval("lambda: %r" % secret("in_an_eval"))

# The source names no field of it: those of a tuple are what csv or a query called them.
Made_fields = collections.namedtuple("Made_fields", [visible("field"), "spelled_tuple_field"])
row = Made_fields(held(), secret("in_a_tuple"))

os.environ[secret("VARIABLE")] = secret("environment")

try:
    raise ValueError(secret("message"), held())
except ValueError as caught:
    kept = caught
    if hasattr(kept, "add_note"):
        kept.add_note(secret("note"))

import mmap  # noqa: E402
import tempfile  # noqa: E402

content = tempfile.TemporaryFile()
content.write(secret("file_content").encode("ascii") * 1000)
content.flush()
content.seek(0)
read = content.read()
mapped = mmap.mmap(content.fileno(), 0)
touched = mapped[:100]


# What runs: locals, threads, generators.
def waits(argument):
    local = secret("local")
    table = {intern_data(secret("local_key")): held()}
    started.set()
    stop.wait()
    return argument, local, table


def generates(argument):
    local = secret("in_a_generator")
    yield argument
    yield local


started = threading.Event()
stop = threading.Event()
thread = threading.Thread(target=waits, name=secret("thread"), args=(secret("argument"),))
thread.daemon = True
thread.start()
started.wait()
generator = generates(secret("generator_argument"))
next(generator)

# Names.
globals()[visible("variable")] = held()
Named = type(visible("Type"), (object,), {visible("member"): [held()]})
named = Named()
module = type(sys)(visible("module"))
sys.modules[visible("module")] = module
module.inside = [held()]

# A worker, which writes to what it shares, and ends with this process.
lives, ends = os.pipe()
if os.fork() == 0:
    os.close(ends)
    written = [secret("of_the_worker%d" % number) for number in range(1000)]
    account.password = written[0]
    os.read(lives, 1)
    os._exit(0)

# What the kernel calls the process.
try:
    with open("/proc/self/comm", "w") as comm:
        comm.write(SALT)
except (IOError, OSError):
    pass

truth.serve()
