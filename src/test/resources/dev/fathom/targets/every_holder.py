"""A target in which each of many objects is held by one other alone, each in another way.

The types come from the interpreter: it imports what modules it has and walks the subclasses of
`object`. For those that need more than an argument there is a table of ways (`known_ways`); for
all others each of `ATTEMPTS` is tried in a forked child, as some crash or wait for ever.

What holds what is the interpreter's own word. Each marker is an object of a class of its own; all
that the script keeps of it is a weak reference. It is held if it is still there when nobody but
its holder has it; and by that alone if it goes once a forked child drops the holder.

    every_holder.py FILE

writes FILE (an absolute path; it works in that folder), one line a fact, in fields divided by tabs:

    way     NUMBER  LABEL  HOLDER  GOES  OF    marker NUMBER is there; HOLDER's address, 0 for none;
                                               whether it goes with it; OF what type the holder is
    loose   LABEL   REASON                     a way that was tried and did not hold
    type    NAME    STATE  REASON              STATE: held, empty (was made, holds nothing), unmade
    refers  ADDRESS TYPE   ADDRESS...          what the collector says an object refers to
"""

from __future__ import print_function

import gc
import importlib
import os
import pkgutil
import signal
import sys
import types
import warnings
import weakref

import truth

warnings.simplefilter("ignore")
TWO = sys.version_info < (3,)
HEAP_TYPE = 1 << 9
GUARD = 2  # seconds for a child that may wait for ever
NOT_IMPORTED = set(
    """antigravity this idlelib turtle turtledemo test lib2to3 tkinter Tkinter lib-tk __main__ crypt
    _pyrepl pip setuptools distutils ensurepip perf site sitecustomize usercustomize every_holder
    pkg_resources wheel gi pygtkcompat easy_install _distutils_hack rlcompleter __phello__ imputil
    user statvfs CDROM DLFCN IN TYPES STROPTS bsddb dbhash anydbm whichdb dumbdbm ihooks
    softwareproperties apt_inst tests _testclinic _testlimitedcapi _testexternalinspection""".split()
)


class Marker(object):
    """Is called, gone through and compared where a holder wants to do so at once."""

    __slots__ = ("__weakref__",)

    def __call__(self, *arguments, **named):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    next = __next__

    def __add__(self, other):
        return self

    def __index__(self):
        return 1

    __int__ = __index__

    def __float__(self):
        return 1.0

    def __len__(self):
        return 3

    def __getitem__(self, at):
        if isinstance(at, int) and at > 3:
            raise IndexError(at)
        return 1

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return False


# The types of what may be held, and what has room for an attribute.
class Text(str):
    pass


class Unicode(type(u"")):
    pass


class Bytes(bytes):
    pass


class Int(int):
    pass


class Float(float):
    pass


class Complex(complex):
    pass


class Tuple(tuple):
    pass


class List(list):
    pass


class Dict(dict):
    pass


class Set(set):
    pass


class Frozen(frozenset):
    pass


class Array(bytearray):
    pass


class Plain(object):
    pass


class Slotted(object):
    __slots__ = ("one", "two", "__weakref__")


class MoreSlots(Slotted):
    __slots__ = ("three",)


class ListWithSlots(list):
    __slots__ = ("one",)


class IntWithSlots(dict):
    __slots__ = ("one", "__dict__")


class Failure(Exception):
    pass


def with_attribute(thing, marker):
    thing.held = marker
    return thing


def tagged(kind, marker, *arguments):
    return with_attribute(kind(*arguments), marker)


def module(name):
    return importlib.import_module(name)


def attribute(name):
    at, _, rest = name.partition(":")
    found = module(at)
    for each in rest.split("."):
        found = getattr(found, each)
    return found


def raised(marker, local=False):
    """An exception with the traceback of the frame in which it came."""

    def inner(given):
        kept = given
        raise ValueError(1)

    try:
        inner(marker)
    except ValueError as failure:
        caught = failure
        trace = sys.exc_info()[2]
    if TWO:
        sys.exc_clear()
    del marker
    if not TWO:
        caught.with_traceback(trace.tb_next)
    trace = trace.tb_next
    return trace if TWO or local else caught


def suspended(marker):
    def generate(given):
        yield 1
        yield given

    running = generate(marker)
    del marker
    next(running)
    return running


def on_the_stack(marker):
    """A generator that has it on its value stack alone."""

    def generate(cell):
        yield [cell.pop(), (yield 1)]

    running = generate([marker])
    del marker
    next(running)
    return running


def namespace(source, **names):
    exec(source, names)
    return names


def code_with(marker):
    code = (lambda: 1).__code__
    if hasattr(code, "replace"):
        return code.replace(co_consts=(None, marker))
    parts = [code.co_argcount]
    if not TWO:
        parts.append(code.co_kwonlyargcount)
    parts += [code.co_nlocals, code.co_stacksize, code.co_flags, code.co_code, (None, marker), code.co_names,
              code.co_varnames, code.co_filename, code.co_name, code.co_firstlineno, code.co_lnotab]
    return types.CodeType(*parts)


def closure(marker):
    return lambda: marker


def defaulted(marker):
    def function(one=marker):
        pass

    return function


def iterated(values, steps):
    going = iter(values)
    for _ in range(steps):
        next(going)
    return going


def context_of(count, marker):
    """A context whose tree has nodes for that many variables, and the marker as the value of the last."""
    contextvars = module("contextvars")
    variables = [contextvars.ContextVar("v%d" % number) for number in range(count)]
    context = contextvars.Context()

    def fill():
        for variable in variables[:-1]:
            variable.set(1)
        variables[-1].set(marker)

    context.run(fill)
    context.run(lambda: variables[0].set(2))
    return context, variables


class NameOfHash(str):
    wanted = 0

    def __hash__(self):
        return self.wanted


def collided(marker):
    """A context with two variables of one hash."""
    contextvars = module("contextvars")
    first = contextvars.ContextVar(NameOfHash("a"))
    wanted = hash(first)
    for _ in range(1000):
        name = NameOfHash("b")
        probe = contextvars.ContextVar(name)
        address, needed = id(probe), hash(probe) ^ wanted
        del probe
        name.wanted = needed
        second = contextvars.ContextVar(name)
        if id(second) == address and hash(second) == wanted:
            break
    else:
        raise LookupError("no two variables of one hash")
    context = contextvars.Context()

    def fill():
        first.set(1)
        second.set(marker)

    context.run(fill)
    return context, first, second


def hidden(kind, marker):
    """The last of the fields of a structseq that are no items of it."""
    if kind.n_fields == kind.n_sequence_fields:
        raise LookupError("has no hidden field")
    return kind((0,) * (kind.n_fields - 1) + (marker,))


def connection():
    return module("sqlite3").connect(":memory:")


def did(thing, *calls):
    for call in calls:
        call(thing)
    return thing


def awaited(marker, kind):
    names = namespace(
        """
class Wait(object):
    def __await__(self):
        yield 1
async def one(given):
    await Wait()
    return given
async def many(given):
    yield 1
    await Wait()
    yield given
""")
    if kind == "coroutine":
        made = names["one"](marker)
        made.send(None)
        return made
    if kind == "wrapper":
        return names["one"](marker).__await__()
    many = names["many"](marker)
    if kind == "generator":
        try:
            many.__anext__().send(None)
        except StopIteration:
            pass
        return many
    if kind == "asend":
        return many.asend(None)
    if kind == "sent":
        try:
            many.__anext__().send(None)
        except StopIteration:
            pass
        many = names["many"](1)
        return many.asend(marker)
    return many.athrow(ValueError, tagged(Failure, marker), None)


def future(marker, how):
    asyncio = module("asyncio")
    made = asyncio.Future(loop=loop_of())
    if how == "result":
        made.set_result(marker)
    elif how == "exception":
        made.set_exception(tagged(Failure, marker))
        made.exception()
    elif how == "callback":
        made.add_done_callback(marker)
    elif how == "second":
        made.add_done_callback(print)
        made.add_done_callback(marker)
    return made


def loop_of(kept=[]):
    if not kept:
        kept.append(module("asyncio").new_event_loop())
    return kept[0]


def task(marker, **named):
    async_one = namespace("async def one(given):\n return given\n")["one"]
    made = module("asyncio").Task(async_one(marker), loop=loop_of(), **named)
    return made


def element(marker, how):
    tree = module("xml.etree.ElementTree")
    made = tree.Element("a")
    if how.startswith("child"):
        for _ in range(int(how[5:])):
            tree.SubElement(made, "b")
        made[-1].text = marker
    elif how == "attribute":
        made.set("k", marker)
    elif how == "iterator":
        made.text = marker
        return made.iter()
    else:
        setattr(made, how, marker)
    return made


def parser(marker, how):
    made = module("pyexpat").ParserCreate()
    setattr(made, how, marker)
    return made


class Both(object):
    """Refers to two things, for ways that need both to stay."""

    def __init__(self, *things):
        self.things = things


def cython_like_table(marker, count, at):
    """A table of C that only a variable of ctypes leads to: stands for the handle of an extension."""
    ctypes = module("ctypes")
    libc = ctypes.CDLL(None)
    libc.calloc.restype = ctypes.c_void_p
    table = ctypes.c_void_p(libc.calloc(count, 8))
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(marker))
    ctypes.c_void_p.from_address(table.value + 8 * at).value = id(marker)
    return table


def cython_like_list(marker, length):
    """A list of C whose last node alone has the object."""
    ctypes = module("ctypes")
    libc = ctypes.CDLL(None)
    libc.calloc.restype = ctypes.c_void_p
    head = ctypes.c_void_p(libc.calloc(1, 40))
    node = head.value
    for _ in range(length):
        following = libc.calloc(1, 40)
        ctypes.c_void_p.from_address(node + 16).value = following
        node = following
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(marker))
    ctypes.c_void_p.from_address(node + 24).value = id(marker)
    return head


def structure(marker, how):
    ctypes = module("ctypes")

    class Pair(ctypes.Structure):
        _fields_ = [("one", ctypes.py_object), ("two", ctypes.c_int)]

    if how == "field":
        return Pair(marker, 1)
    if how == "pointer":
        return ctypes.pointer(Pair(marker, 1))
    if how == "byref":
        return ctypes.byref(Pair(marker, 1))
    if how == "cast":
        return ctypes.cast(ctypes.pointer(Pair(marker, 1)), ctypes.POINTER(Pair))
    if how == "array":
        return (ctypes.py_object * 3)(1, 2, marker)
    if how == "nested":
        return (Pair * 2)(Pair(), Pair(marker, 1))
    if how == "callback":
        return ctypes.CFUNCTYPE(ctypes.c_int)(marker)
    if how == "errcheck":
        found = ctypes.CDLL(None).getpid
        found.errcheck = marker
        return found
    return ctypes.py_object(marker)


def pickler(marker, how):
    pickle = module("cPickle" if TWO else "_pickle")
    io = module("io")
    made = pickle.Pickler(io.BytesIO())
    if how == "memo":
        module("copyreg" if not TWO else "copy_reg")
        made.dump([Plain])
        thing = List([1])
        thing.append(marker.__class__)
        made = pickle.Pickler(io.BytesIO())
        kept = with_attribute(Plain(), 1)
        made.dump(kept)
        kept.held = marker
        return made
    if how == "file":
        class Written(io.BytesIO):
            pass

        return pickle.Pickler(tagged(Written, marker))
    if how == "read":
        class Written(io.BytesIO):
            pass

        return pickle.Unpickler(tagged(Written, marker))
    setattr(made, how, marker)
    return made


def lru(marker, size):
    values = {2: marker}
    made = module("functools").lru_cache(maxsize=size)(lambda number: values.pop(number, number))
    for number in range(3):
        made(number)
    return made


def known_ways():
    """Label and maker of each way; the maker gets the marker and returns what holds it."""
    yield "list item", lambda m: [1, m]
    yield "list of a thousand", lambda m: [1] * 1000 + [m]
    yield "tuple item", lambda m: (1, m)
    yield "dict value", lambda m: {1: m}
    yield "dict value of a str", lambda m: {"a": m}
    yield "dict value of many", lambda m: dict([(n, n) for n in range(2000)] + [("a", m)])
    yield "dict key", lambda m: {m: 1}
    yield "set item", lambda m: set([m])
    yield "set of many", lambda m: set(list(range(2000)) + [m])
    yield "frozenset item", lambda m: frozenset([m])
    yield "slice", lambda m: slice(1, m)
    yield "attribute", lambda m: tagged(Plain, m)
    yield "attribute of many", lambda m: did(Plain(), lambda p: [setattr(p, "a%d" % n, n) for n in range(60)], lambda p: setattr(p, "b", m))
    yield "attribute with __dict__", lambda m: did(tagged(Plain, m), lambda p: p.__dict__)
    yield "attribute that was dict", lambda m: did(Plain(), lambda p: setattr(p, "__dict__", {"x": m}))
    yield "slot", lambda m: did(Slotted(), lambda s: setattr(s, "two", m))
    yield "slot of a subclass", lambda m: did(MoreSlots(), lambda s: setattr(s, "three", m))
    yield "slot of a base", lambda m: did(MoreSlots(), lambda s: setattr(s, "one", m))
    yield "slot of a list", lambda m: did(ListWithSlots(), lambda s: setattr(s, "one", m))
    yield "slot of a dict", lambda m: did(IntWithSlots(), lambda s: setattr(s, "one", m))
    yield "attribute beside slots", lambda m: did(IntWithSlots(), lambda s: setattr(s, "other", m))
    for kind in (Text, Unicode, Bytes, Int, Float, Complex, Tuple, List, Dict, Set, Frozen, Array, Failure):
        yield "attribute of a " + kind.__base__.__name__, lambda m, kind=kind: tagged(kind, m)
    yield "attribute of a long str", lambda m: tagged(Text, m, "x" * 1000)
    yield "attribute of a wide str", lambda m: tagged(Unicode, m, u"\u1234" * 10)
    yield "attribute of a large int", lambda m: tagged(Int, m, 10 ** 17)
    yield "attribute of a large tuple", lambda m: tagged(Tuple, m, range(50))
    yield "attribute of large bytes", lambda m: tagged(Bytes, m, b"x" * 101)
    yield "class attribute", lambda m: type("WithAttribute", (), {"held": m})
    yield "metaclass attribute", lambda m: type("WithMeta", (type,), {"held": m})("Made", (), {})
    yield "attribute of a function", lambda m: with_attribute(lambda: 1, m)
    yield "closure", closure
    yield "default", defaulted
    yield "globals", lambda m: types.FunctionType((lambda: 1).__code__, {"held": m})
    yield "code constant", code_with
    yield "bound method", lambda m: types.MethodType(len, m)
    yield "function of a bound method", lambda m: types.MethodType(m, 1)
    yield "builtin method", lambda m: [m].append
    yield "method wrapper", lambda m: m.__add__ if False else [m].__len__
    yield "module attribute", lambda m: did(types.ModuleType("made"), lambda t: setattr(t, "held", m))
    yield "property getter", lambda m: property(m)
    yield "property setter", lambda m: property(None, m)
    yield "property deleter", lambda m: property(None, None, m)
    yield "property doc", lambda m: property(None, None, None, m)
    yield "classmethod", lambda m: classmethod(m)
    yield "staticmethod", lambda m: staticmethod(m)
    yield "super object", lambda m: super(type(m), m)
    yield "memoryview", lambda m: memoryview(tagged(Array, m, b"abc"))
    yield "memoryview of a memoryview", lambda m: memoryview(memoryview(tagged(Bytes, m, b"abc")))[1:]
    yield "exception argument", lambda m: ValueError(m)
    yield "exception attribute", lambda m: tagged(Failure, m)
    yield "frame of a traceback", raised
    yield "traceback", lambda m: raised(m, True)
    yield "frame", lambda m: raised(m, True).tb_frame
    yield "SystemExit", lambda m: SystemExit(m)
    yield "OSError", lambda m: OSError(1, "x", m)
    yield "SyntaxError", lambda m: SyntaxError("x", ("f", 1, 1, m))
    yield "SyntaxError message", lambda m: SyntaxError(m)
    yield "generator, suspended", suspended
    yield "generator, not begun", lambda m: (lambda g: (yield g))(m)
    yield "generator expression", lambda m: (x for x in [m])
    yield "generator within", lambda m: (x for x in suspended(m))
    yield "generator's value stack", on_the_stack
    yield "weak reference's callback", lambda m: Both(*(lambda p: (p, weakref.ref(p, m)))(Plain()))
    yield "weak proxy's callback", lambda m: Both(*(lambda p: (p, weakref.proxy(p, m)))(Plain()))
    yield "callable weak proxy's callback", lambda m: Both(*(lambda p: (p, weakref.proxy(p, m)))(lambda: 1))
    yield "weak reference's attribute", lambda m: (lambda p: (p, tagged(type("Ref", (weakref.ref,), {}), m, p)))(Plain())
    yield "WeakValueDictionary key", lambda m: (lambda p: (p, weakref.WeakValueDictionary({m: p})))(Plain())
    yield "WeakKeyDictionary value", lambda m: (lambda p: (p, weakref.WeakKeyDictionary({p: m})))(Plain())
    yield "list iterator", lambda m: iterated([1, m, 2], 1)
    yield "list reverse iterator", lambda m: reversed([1, m])
    yield "tuple iterator", lambda m: iterated((1, m), 1)
    yield "set iterator", lambda m: iter(set([m]))
    yield "dict key iterator", lambda m: iter({m: 1})
    for way in ("keys", "values", "items"):
        yield "dict view " + way, lambda m, way=way: getattr({1: m}, ("view" if TWO else "") + way)()
        yield "dict iterator " + way, lambda m, way=way: iter(getattr({1: m}, ("view" if TWO else "") + way)())
        yield "dict reverse iterator " + way, lambda m, way=way: reversed(getattr({1: m}, ("view" if TWO else "") + way)())
        yield "OrderedDict view " + way, lambda m, way=way: getattr(attribute("collections:OrderedDict")([(1, m)]), way)()
        yield "OrderedDict iterator " + way, lambda m, way=way: iter(getattr(attribute("collections:OrderedDict")([(1, m)]), way)())
    yield "callable iterator", lambda m: iter(m, 0)
    yield "callable iterator's end", lambda m: iter(int, m)
    yield "str iterator", lambda m: iter(tagged(Text, m, "abc"))
    yield "wide str iterator", lambda m: iter(tagged(Unicode, m, u"\u1234bc"))
    yield "bytes iterator", lambda m: iter(tagged(Bytes, m, b"abc"))
    yield "bytearray iterator", lambda m: iter(tagged(Array, m, b"abc"))
    yield "memory iterator", lambda m: iter(memoryview(tagged(Array, m, b"abc")))
    yield "sequence iterator", lambda m: iter(type("Seq", (), {"__getitem__": lambda s, i: i, "__init__": lambda s, x: setattr(s, "x", x)})(m))
    yield "sequence reverse iterator", lambda m: reversed(type("Seq", (), {"__getitem__": lambda s, i: i, "__len__": lambda s: 3, "__init__": lambda s, x: setattr(s, "x", x)})(m))
    yield "enumerate", lambda m: enumerate(iter([m]))
    yield "zip", lambda m: zip(iter([m]), [2]) if not TWO else attribute("itertools:izip")(iter([m]))
    yield "map", lambda m: map(m, [1, 2]) if not TWO else attribute("itertools:imap")(m, [1, 2])
    yield "map's iterator", lambda m: map(abs, iter([m])) if not TWO else attribute("itertools:imap")(abs, iter([m]))
    yield "filter", lambda m: filter(m, [1, 2]) if not TWO else attribute("itertools:ifilter")(m, [1, 2])
    for name, maker in (
        ("chain", lambda k, m: k([1], [m])),
        ("chain.from_iterable", lambda k, m: k([[m]])),
        ("combinations", lambda k, m: k([1, 2, m], 2)),
        ("combinations_with_replacement", lambda k, m: k([1, m], 2)),
        ("compress", lambda k, m: k([m], [1])),
        ("count", lambda k, m: k(m)),
        ("cycle", lambda k, m: did(k([m, 2]), next)),
        ("dropwhile", lambda k, m: k(m, [1])),
        ("filterfalse", lambda k, m: k(m, [1])),
        ("ifilterfalse", lambda k, m: k(m, [1])),
        ("groupby", lambda k, m: did(k([m, 2]), next)),
        ("groupby's group", lambda k, m: next(attribute("itertools:groupby")([m, m]))[1]),
        ("islice", lambda k, m: k([m], 1)),
        ("pairwise", lambda k, m: did(k([m, 2, 3]), next)),
        ("permutations", lambda k, m: did(k([m, 2, 3]), next)),
        ("product", lambda k, m: did(k([m, 2], [3]), next)),
        ("repeat", lambda k, m: k(m)),
        ("starmap", lambda k, m: k(m, [(1,)])),
        ("takewhile", lambda k, m: k(m, [1])),
        ("tee", lambda k, m: did(k([m, 2])[1], next)),
        ("tee, ahead", lambda k, m: (lambda pair: (did(pair[0], next), pair[1])[1])(attribute("itertools:tee")(iter([m, 2])))),
        ("zip_longest", lambda k, m: k([1], [], fillvalue=m)),
        ("izip_longest", lambda k, m: k([1], [], fillvalue=m)),
        ("accumulate", lambda k, m: did(k([m, 1]), next)),
        ("accumulate's function", lambda k, m: k([1], m)),
        ("batched", lambda k, m: k(iter([m]), 2)),
    ):
        yield "itertools." + name, lambda m, name=name, maker=maker: maker(
            attribute("itertools:" + name) if "'" not in name and "," not in name else attribute("itertools:" + name.split("'")[0].split(",")[0]), m)
    partial = attribute("functools:partial")
    yield "partial's function", lambda m: partial(m)
    yield "partial's argument", lambda m: partial(len, 1, m)
    yield "partial's keyword", lambda m: partial(len, a=m)
    yield "partial's attribute", lambda m: with_attribute(partial(len), m)
    yield "cmp_to_key", lambda m: attribute("functools:cmp_to_key")(m)
    yield "cmp_to_key's object", lambda m: attribute("functools:cmp_to_key")(m)(1)
    yield "cmp_to_key's value", lambda m: attribute("functools:cmp_to_key")(abs)(m)
    yield "lru_cache's function", lambda m: attribute("functools:lru_cache")()(m)
    for size in (0, None, 2, 128):
        yield "lru_cache(%s)'s value" % size, lambda m, size=size: lru(m, size)
    yield "lru_cache's key", lambda m: did(attribute("functools:lru_cache")(8)(lambda *a: 1), lambda f: f(m, 1))
    yield "lru_cache's attribute", lambda m: with_attribute(attribute("functools:lru_cache")(8)(abs), m)
    yield "singledispatch", lambda m: did(attribute("functools:singledispatch")(lambda x: 1), lambda f: f.register(int, m))
    yield "partialmethod", lambda m: attribute("functools:partialmethod")(m)
    yield "itemgetter", lambda m: attribute("operator:itemgetter")(m)
    yield "itemgetter of two", lambda m: attribute("operator:itemgetter")(1, m)
    yield "attrgetter", lambda m: attribute("operator:attrgetter")(tagged(Text, m, "a"))
    yield "methodcaller", lambda m: attribute("operator:methodcaller")("a", m)
    yield "methodcaller's keyword", lambda m: attribute("operator:methodcaller")("a", b=m)
    deque = attribute("collections:deque")
    yield "deque item", lambda m: deque([m])
    yield "deque of a thousand, first", lambda m: deque([m] + [1] * 1000)
    yield "deque of a thousand, last", lambda m: deque([1] * 1000 + [m])
    yield "deque of a hundred thousand", lambda m: deque([1] * 50000 + [m] + [1] * 50000)
    yield "deque rotated", lambda m: did(deque([1] * 200 + [m]), lambda d: d.rotate(77))
    yield "deque bounded", lambda m: deque([1] * 200 + [m], 50)
    yield "deque consumed", lambda m: did(deque([1] * 500 + [m]), lambda d: [d.popleft() for _ in range(480)])
    yield "deque's attribute", lambda m: tagged(type("Deque", (deque,), {}), m)
    yield "deque iterator", lambda m: iter(deque([m]))
    yield "deque reverse iterator", lambda m: reversed(deque([m]))
    yield "OrderedDict value", lambda m: attribute("collections:OrderedDict")([(1, m)])
    yield "OrderedDict key", lambda m: attribute("collections:OrderedDict")([(m, 1)])
    yield "OrderedDict attribute", lambda m: tagged(attribute("collections:OrderedDict"), m)
    yield "defaultdict factory", lambda m: attribute("collections:defaultdict")(m)
    yield "defaultdict value", lambda m: attribute("collections:defaultdict")(list, {1: m})
    yield "Counter key", lambda m: attribute("collections:Counter")([m])
    yield "namedtuple", lambda m: attribute("collections:namedtuple")("Pair", "a b")(1, m)
    yield "ChainMap", lambda m: attribute("collections:ChainMap")({1: m})
    yield "UserDict", lambda m: attribute("collections:UserDict")({1: m})
    yield "tuple getter's doc", lambda m: attribute("_collections:_tuplegetter")(1, m)
    for count in (1, 2, 8, 17, 40, 400):
        yield "Context of %d" % count, lambda m, count=count: context_of(count, m)[0]
    yield "Context, variables of one hash", collided
    yield "Context's copy", lambda m: context_of(3, m)[0].copy()
    for way in ("keys", "values", "items"):
        yield "Context " + way, lambda m, way=way: getattr(context_of(3, m)[0], way)()
    yield "ContextVar's default", lambda m: attribute("contextvars:ContextVar")("v", default=m)
    yield "Token", lambda m: (lambda v: (v.set(m), v.set(1))[1])(attribute("contextvars:ContextVar")("v"))
    yield "SimpleNamespace", lambda m: types.SimpleNamespace(a=m)
    yield "mappingproxy", lambda m: types.MappingProxyType({1: m})
    yield "cell", lambda m: types.CellType(m)
    yield "GenericAlias", lambda m: list[m]
    yield "GenericAlias origin", lambda m: types.GenericAlias(m, int)
    yield "Union", lambda m: attribute("typing:Union")[list[m], int]
    yield "union", lambda m: list[m] | int
    yield "TypeVar's bound", lambda m: did(attribute("typing:TypeVar")("T"), lambda t: setattr(t, "held", m))
    yield "type alias", lambda m: attribute("typing:TypeAliasType")("A", list[m])
    yield "type parameter's bound", lambda m: (lambda f: (f.__type_params__[0].__bound__, f.__type_params__)[1])(namespace("def f[T: held](): pass", held=m)["f"])
    yield "lazy type alias", lambda m: namespace("type A = held", held=m)["A"]
    yield "annotation", lambda m: did(lambda: 1, lambda f: setattr(f, "__annotations__", {"a": m}))
    yield "keyword default", lambda m: did(namespace("def f(*, a=1): pass")["f"], lambda f: setattr(f, "__kwdefaults__", {"a": m}))
    for kind in ("coroutine", "wrapper", "generator", "asend", "sent", "athrow"):
        yield "async " + kind, lambda m, kind=kind: awaited(m, kind)
    for how in ("result", "exception", "callback", "second"):
        yield "Future's " + how, lambda m, how=how: future(m, how)
    yield "Future's attribute", lambda m: tagged(type("OwnFuture", (attribute("asyncio:Future"),), {"__init__": lambda s: attribute("asyncio:Future").__init__(s, loop=loop_of())}), m)
    yield "Future's iterator", lambda m: iter(future(m, "second"))
    yield "Task's coroutine", lambda m: task(m)
    yield "Task's context", lambda m: task(1, context=context_of(3, m)[0])
    yield "Task's name", lambda m: task(1, name=tagged(Text, m, "a"))
    yield "Handle", lambda m: attribute("asyncio:Handle")(m, (), loop_of())
    yield "event loop's queue", lambda m: did(module("asyncio").new_event_loop(), lambda l: l.call_soon(m))
    yield "event loop's timer", lambda m: did(module("asyncio").new_event_loop(), lambda l: l.call_later(9999, m))
    yield "asyncio.Queue", lambda m: attribute("asyncio:Queue")()._queue.__class__([m])
    queue = "Queue" if TWO else "queue"
    for kind in ("Queue", "LifoQueue", "PriorityQueue"):
        yield kind, lambda m, kind=kind: did(attribute(queue + ":" + kind)(), lambda q: q.put(m))
    for count in (0, 5, 100, 5000):
        yield "SimpleQueue after %d" % count, lambda m, count=count: did(attribute("_queue:SimpleQueue")(), lambda q: [q.put(n) for n in range(count)], lambda q: q.put(m), lambda q: [q.get() for n in range(count // 2)])
    yield "thread's local", lambda m: did(attribute("threading:local")(), lambda l: setattr(l, "held", m))
    yield "thread's local's argument", lambda m: type("Local", (attribute("threading:local"),), {"__init__": lambda s, x: None})(m)
    yield "Thread's target", lambda m: attribute("threading:Thread")(target=m)
    yield "Thread's argument", lambda m: attribute("threading:Thread")(target=len, args=(m,))
    yield "Condition", lambda m: attribute("threading:Condition")(did(attribute("threading:Lock")())) if False else with_attribute(attribute("threading:Condition")(), m)
    io = module("io")
    for kind in ("BytesIO", "StringIO", "RawIOBase", "BufferedIOBase", "TextIOBase"):
        yield "attribute of " + kind, lambda m, kind=kind: tagged(type("Own" + kind, (getattr(io, kind),), {}), m)
        yield "own attribute of " + kind, lambda m, kind=kind: tagged(getattr(io, kind), m)
    raw = lambda m: tagged(type("Raw", (io.RawIOBase,), {"readable": lambda s: True, "writable": lambda s: True, "seekable": lambda s: True, "seek": lambda s, *a: 0, "tell": lambda s: 0, "write": lambda s, b: len(b), "readinto": lambda s, b: 0}), m)
    yield "BufferedReader's raw", lambda m: io.BufferedReader(raw(m))
    yield "BufferedWriter's raw", lambda m: io.BufferedWriter(raw(m))
    yield "BufferedRandom's raw", lambda m: io.BufferedRandom(raw(m))
    yield "BufferedRWPair's reader", lambda m: io.BufferedRWPair(raw(m), raw(1))
    yield "BufferedRWPair's writer", lambda m: io.BufferedRWPair(raw(1), raw(m))
    yield "TextIOWrapper's buffer", lambda m: io.TextIOWrapper(io.BufferedWriter(raw(m)))
    yield "TextIOWrapper's attribute", lambda m: with_attribute(io.TextIOWrapper(io.BytesIO()), m)
    yield "newline decoder", lambda m: io.IncrementalNewlineDecoder(m, True)
    yield "BytesIO's buffer", lambda m: io.BytesIO(tagged(Bytes, m, b"x" * 50)).getbuffer()
    yield "FileIO's attribute", lambda m: with_attribute(io.FileIO(os.devnull), m)
    yield "FileIO's name", lambda m: io.FileIO(tagged(Text, m, os.devnull))
    re = module("re")
    yield "match's text", lambda m: re.match("a", tagged(Text, m, "abc"))
    yield "match iterator", lambda m: re.finditer("a", tagged(Text, m, "abc"))
    yield "scanner", lambda m: re.compile("a").scanner(tagged(Text, m, "abc"))
    yield "pattern's text", lambda m: attribute("_sre:compile")(m, 0, [1], 0, {}, (None,))
    for how in ("text", "tail", "attribute", "tag", "child1", "child4", "child5", "child500", "iterator"):
        yield "element's " + how, lambda m, how=how: element(m, how)
    yield "element copied", lambda m: __import__("copy").copy(element(m, "child6"))
    yield "XMLParser's target", lambda m: attribute("xml.etree.ElementTree:XMLParser")(target=with_attribute(attribute("xml.etree.ElementTree:TreeBuilder")(), m) if TWO else type("Target", (), {"held": m, "start": lambda *a: None})())
    yield "TreeBuilder's factory", lambda m: attribute("xml.etree.ElementTree:TreeBuilder")(m)
    yield "TreeBuilder's stack", lambda m: did(attribute("xml.etree.ElementTree:TreeBuilder")(), lambda b: b.start("a", {"k": m}))
    yield "TreeBuilder's data", lambda m: did(attribute("xml.etree.ElementTree:TreeBuilder")(), lambda b: b.start("a", {}), lambda b: b.data(tagged(Text, m, "a")), lambda b: b.data("b"))
    for how in ("StartElementHandler", "CharacterDataHandler", "ExternalEntityRefHandler", "CommentHandler"):
        yield "expat's " + how, lambda m, how=how: parser(m, how)
    yield "expat's intern", lambda m: module("pyexpat").ParserCreate(None, None, {"a": m})
    yield "sqlite's function", lambda m: did(connection(), lambda c: c.create_function("f", 1, m))
    yield "sqlite's second function", lambda m: did(connection(), lambda c: c.create_function("g", 1, abs), lambda c: c.create_function("f", 1, m), lambda c: [c.create_function("h%d" % n, 1, abs) for n in range(30)])
    yield "sqlite's aggregate", lambda m: did(connection(), lambda c: c.create_aggregate("f", 1, m))
    yield "sqlite's window function", lambda m: did(connection(), lambda c: c.create_window_function("f", 1, m))
    yield "sqlite's collation", lambda m: did(connection(), lambda c: c.create_collation("f", m))
    yield "sqlite's authorizer", lambda m: did(connection(), lambda c: c.set_authorizer(m))
    yield "sqlite's progress handler", lambda m: did(connection(), lambda c: c.set_progress_handler(m, 1000000))
    yield "sqlite's trace", lambda m: did(connection(), lambda c: c.set_trace_callback(m))
    yield "sqlite's row factory", lambda m: did(connection(), lambda c: setattr(c, "row_factory", m))
    yield "sqlite's text factory", lambda m: did(connection(), lambda c: setattr(c, "text_factory", m))
    yield "cursor's row factory", lambda m: did(connection().cursor(), lambda c: setattr(c, "row_factory", m))
    yield "cursor's attribute", lambda m: tagged(type("Cursor", (attribute("sqlite3:Cursor"),), {}), m, connection())
    yield "cursor's connection", lambda m: did(connection(), lambda c: setattr(c, "row_factory", m)).cursor()
    yield "sqlite's row", lambda m: attribute("sqlite3:Row")(connection().execute("select 1"), (m,))
    for how in ("file", "read", "persistent_id", "memo", "dispatch_table"):
        yield "pickler's " + how, lambda m, how=how: pickler(m, how)
    yield "PickleBuffer", lambda m: attribute("pickle:PickleBuffer")(tagged(Array, m, b"abc"))
    yield "JSON scanner", lambda m: attribute("_json:make_scanner")(did(attribute("json:JSONDecoder")(), lambda d: setattr(d, "object_hook", m)))
    yield "JSON encoder", lambda m: attribute("_json:make_encoder")({}, m, attribute("json.encoder:encode_basestring_ascii"), None, ":", ",", False, False, True)
    yield "csv reader", lambda m: attribute("csv:reader")(m)
    yield "csv writer", lambda m: attribute("csv:writer")(tagged(io.StringIO, m))
    yield "struct's iterator", lambda m: attribute("struct:iter_unpack")("b", tagged(Array, m, b"abc"))
    yield "attribute of array", lambda m: tagged(type("OwnArray", (attribute("array:array"),), {}), m, "i")
    yield "array iterator", lambda m: iter(tagged(type("OwnArray", (attribute("array:array"),), {}), m, "i"))
    yield "attribute of mmap", lambda m: tagged(type("OwnMap", (attribute("mmap:mmap"),), {}), m, -1, 4096)
    for how in ("object", "field", "pointer", "byref", "cast", "array", "nested", "callback", "errcheck"):
        yield "ctypes " + how, lambda m, how=how: structure(m, how)
    for count, at in ((1, 0), (8, 7), (500, 499), (5000, 3), (5000, 4999), (200000, 199999)):
        yield "item %d of a table of C of %d" % (at, count), lambda m, count=count, at=at: cython_like_table(m, count, at)
    for length in (1, 3, 50):
        yield "node %d of a list of C" % length, lambda m, length=length: cython_like_list(m, length)
    yield "SSLContext's callback", lambda m: did(attribute("ssl:SSLContext")(attribute("ssl:PROTOCOL_TLS_SERVER")), lambda c: setattr(c, "sni_callback", m))
    yield "SSLContext's message callback", lambda m: did(attribute("ssl:SSLContext")(attribute("ssl:PROTOCOL_TLS_SERVER")), lambda c: setattr(c, "_msg_callback", m))
    yield "SSLContext's attribute", lambda m: with_attribute(attribute("ssl:SSLContext")(attribute("ssl:PROTOCOL_TLS_SERVER")), m)
    yield "decompressor's dictionary", lambda m: attribute("zlib:decompressobj")(zdict=tagged(Bytes, m, b"abc"))
    yield "timezone's name", lambda m: attribute("datetime:timezone")(attribute("datetime:timedelta")(1) / 2, tagged(Text, m, "a"))
    zone = lambda m: tagged(type("Zone", (attribute("datetime:tzinfo"),), {}), m)
    yield "datetime's zone", lambda m: attribute("datetime:datetime")(2000, 1, 1, tzinfo=zone(m))
    yield "time's zone", lambda m: attribute("datetime:time")(1, tzinfo=zone(m))
    for kind in ("date", "datetime", "time", "timedelta"):
        yield "attribute of " + kind, lambda m, kind=kind: tagged(type("Own" + kind, (attribute("datetime:" + kind),), {}), m, *{"date": (2000, 1, 1), "datetime": (2000, 1, 1)}.get(kind, (1,)))
    yield "attribute of Decimal", lambda m: tagged(type("OwnDecimal", (attribute("decimal:Decimal"),), {}), m)
    yield "attribute of decimal context", lambda m: tagged(type("OwnContext", (attribute("decimal:Context"),), {}), m)
    yield "attribute of Random", lambda m: tagged(attribute("random:Random"), m)
    yield "profiler's timer", lambda m: attribute("_lsprof:Profiler")(m)
    yield "ast node", lambda m: attribute("ast:Name")(id=m)
    yield "ast node's list", lambda m: attribute("ast:Module")(body=[m])
    yield "symbol table", lambda m: tagged(Plain, m)
    yield "Interpolation", lambda m: attribute("string.templatelib:Interpolation")(m, "a")
    yield "Template", lambda m: attribute("string.templatelib:Template")(attribute("string.templatelib:Interpolation")(m, "a"))
    yield "DirEntry", lambda m: next(os.scandir(tagged(Text, m, "/")))
    yield "attribute of a socket", lambda m: tagged(attribute("socket:socket"), m) if not TWO else tagged(type("Sock", (attribute("_socket:socket"),), {}), m)
    yield "selector's data", lambda m: did(attribute("selectors:DefaultSelector")(), lambda s: s.register(os.pipe()[0], 1, m))
    yield "ExceptionGroup", lambda m: attribute("builtins:ExceptionGroup")("a", [ValueError(m)])
    yield "StopIteration", lambda m: StopIteration(m)
    yield "ImportError", lambda m: ImportError("a", name=m)
    yield "ImportError's path", lambda m: ImportError("a", path=m)
    yield "AttributeError", lambda m: AttributeError("a", obj=m)
    yield "NameError", lambda m: NameError("a", name=m)
    yield "UnicodeError", lambda m: UnicodeEncodeError("a", tagged(Unicode, m, u"abc"), 0, 1, "b")
    yield "cause", lambda m: did(ValueError(1), lambda e: setattr(e, "__cause__", ValueError(m)))
    yield "context of an exception", lambda m: did(ValueError(1), lambda e: setattr(e, "__context__", ValueError(m)))
    yield "notes", lambda m: did(ValueError(1), lambda e: setattr(e, "__notes__", [m]))
    for kind in ("os:stat_result", "time:struct_time", "os:terminal_size", "os:statvfs_result", "resource:struct_rusage", "pwd:struct_passwd"):
        yield "item of " + kind, lambda m, kind=kind: attribute(kind)((m,) * attribute(kind).n_sequence_fields)
        yield "hidden field of " + kind, lambda m, kind=kind: hidden(attribute(kind), m)
    yield "finalizer", lambda m: (lambda p: (p, weakref.finalize(p, m))[0])(Plain())
    yield "classic instance", lambda m: did(namespace("class Old: pass")["Old"](), lambda o: setattr(o, "held", m))
    yield "classic class", lambda m: did(namespace("class Old: pass")["Old"], lambda o: setattr(o, "held", m))
    yield "buffer", lambda m: attribute("__builtin__:buffer")(tagged(Bytes, m, b"abc"))
    yield "greenlet's attribute", lambda m: tagged(attribute("greenlet:greenlet"), m)
    yield "array of objects", lambda m: did(attribute("numpy:empty")(3, object), lambda a: a.__setitem__(1, m))
    yield "array of many objects", lambda m: did(attribute("numpy:empty")(3000, object), lambda a: a.__setitem__(2999, m))
    yield "view of an array of objects", lambda m: did(attribute("numpy:empty")(3, object), lambda a: a.__setitem__(1, m))[1:]
    yield "array with object field", lambda m: did(attribute("numpy:zeros")(3, [("a", "i8"), ("b", "O")]), lambda a: a["b"].__setitem__(1, m))
    yield "array of buffer", lambda m: attribute("numpy:frombuffer")(tagged(Array, m, b"abcdefgh"), "u1")
    yield "array's iterator", lambda m: did(attribute("numpy:empty")(3, object), lambda a: a.__setitem__(1, m)).flat
    yield "ufunc of Python", lambda m: attribute("numpy:frompyfunc")(m, 1, 1)
    yield "dtype's metadata", lambda m: attribute("numpy:dtype")("i8", metadata={"a": m})
    yield "scalar of a record", lambda m: did(attribute("numpy:zeros")(3, [("a", "i8"), ("b", "O")]), lambda a: a["b"].__setitem__(1, m))[1]
    yield "void scalar's base", lambda m: did(attribute("numpy:zeros")((), [("b", "O")]), lambda a: a.__setitem__("b", m))[()]
    yield "lxml element's attribute", lambda m: tagged(type("El", (attribute("lxml.etree:ElementBase"),), {}), m)
    yield "lxml resolver", lambda m: did(attribute("lxml.etree:XMLParser")(), lambda p: p.resolvers.add(tagged(type("R", (attribute("lxml.etree:Resolver"),), {}), m)))
    yield "cffi handle", lambda m: attribute("cffi:FFI")().new_handle(m)
    # Not its callbacks: what these call is in memory of libffi that is code, which nobody reads.
    yield "cffi destructor", lambda m: (lambda f: f.gc(f.new("int *"), m))(attribute("cffi:FFI")())


def global_ways():
    """Ways in which the interpreter itself holds something."""

    def registered(m):
        module("atexit").register(m)

    yield "atexit function", registered
    yield "atexit argument", lambda m: module("atexit").register(len, 1, m) and None
    yield "atexit keyword", lambda m: module("atexit").register(len, a=m) and None
    yield "signal handler", lambda m: signal.signal(signal.SIGUSR2, m) and None
    yield "codec", lambda m: module("codecs").register(lambda name, held=m: None)
    yield "codec's error handler", lambda m: module("codecs").register_error("held", m)
    yield "collector's callback", lambda m: gc.callbacks.append(lambda *a, **k: m) if not TWO else gc.garbage.append(m)
    yield "module variable", lambda m: setattr(module("string"), "held", m)
    yield "hook for generators", lambda m: sys.set_asyncgen_hooks(m)
    yield "hook for errors", lambda m: setattr(sys, "excepthook", m)
    yield "context of the thread", lambda m: attribute("contextvars:ContextVar")("held").set(m) and None
    yield "type that was registered", lambda m: setattr(Plain, "held_by_class", m)
    yield "interned attribute", lambda m: sys.modules.__setitem__("held", m)
    yield "at fork", lambda m: os.register_at_fork(after_in_parent=lambda held=m: None)
    yield "sqlite's adapter", lambda m: module("sqlite3").register_adapter(Plain, m)
    yield "copyreg", lambda m: module("copyreg").pickle(Plain, m)
    yield "readline's completer", lambda m: module("readline").set_completer(m)
    yield "decimal's context", lambda m: module("decimal").setcontext(tagged(type("OwnContext", (attribute("decimal:Context"),), {}), m))
    yield "ElementTree's factory", lambda m: attribute("_elementtree:_set_factories")(m, m) and None
    yield "path hook", lambda m: sys.path_hooks.append(lambda path, held=m: (_ for _ in ()).throw(ImportError())) or None

    def waiting(m):
        start = attribute("thread:start_new_thread" if TWO else "_thread:start_new_thread")
        lock = attribute("thread:allocate_lock" if TWO else "_thread:allocate_lock")
        gate, begun = lock(), lock()
        gate.acquire()
        begun.acquire()

        def run(kept):
            begun.release()
            gate.acquire()

        start(run, (m,))
        begun.acquire()
        GATES.append(gate)

    yield "variable of another thread", waiting


GATES = []
MADE, UNMADE = 200, 201
ATTEMPTS = [
    ("argument", lambda t, m: t(m)),
    ("arguments", lambda t, m: t(m, m)),
    ("sequence", lambda t, m: t([m])),
    ("iterator", lambda t, m: t(iter([m]))),
    ("three arguments", lambda t, m: t(m, m, m)),
    ("attribute", lambda t, m: with_attribute(t(), m)),
    ("attribute, of a str", lambda t, m: with_attribute(t("a"), m)),
    ("attribute, of a number", lambda t, m: with_attribute(t(1), m)),
    ("attribute, new", lambda t, m: with_attribute(t.__new__(t), m)),
    ("bytes", lambda t, m: t(tagged(Bytes, m, b"abc"))),
    ("text", lambda t, m: t(tagged(Text, m, "abc"))),
]
ATTEMPTS += [("subclass", lambda t, m: tagged(type("Sub", (t,), {}), m)),
             ("subclass of a str", lambda t, m: tagged(type("Sub", (t,), {}), m, "a")),
             ("subclass of a number", lambda t, m: tagged(type("Sub", (t,), {}), m, 1))]


def set_members(t, m):
    thing = None
    for arguments in ((), (1,), ("a",), (m,), (b"a",)):
        try:
            thing = t(*arguments)
            break
        except Exception:
            pass
    if thing is None:
        thing = t.__new__(t)
    done = 0
    for name in sorted(vars(t)):
        if type(vars(t)[name]).__name__ in ("member_descriptor", "getset_descriptor") and name != "__class__":
            try:
                setattr(thing, name, m)
                done += 1
            except Exception:
                pass
    if not done:
        raise LookupError("no member can be set")
    return thing


ATTEMPTS.append(("members", set_members))


def name_of(kind):
    at = kind.__dict__.get("__module__", "builtins") if isinstance(kind, type) else ""
    at = at if isinstance(at, str) and at not in ("__builtin__",) else "builtins"
    return "%s.%s" % (at, kind.__name__)


def imported():
    """Imports what there is; what does not come is left out."""
    out, err = os.dup(1), os.dup(2)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    names = set(sys.builtin_module_names)
    library = os.path.dirname(os.__file__)
    for _, name, package in pkgutil.iter_modules([library, os.path.join(library, "lib-dynload")]):
        names.add(name)
    for path in sys.path:
        if "-packages" in path and os.path.isdir(path):
            names.update(extension_packages(path))
    names |= set(["xml.etree.ElementTree", "xml.etree.cElementTree", "string.templatelib", "concurrent.interpreters"])
    for name in sorted(names):
        if name not in NOT_IMPORTED and not name.startswith(("test", "_test", "_xxtest", "_ctypes_test", "xx")):
            try:
                importlib.import_module(name)
            except BaseException:
                pass
    os.dup2(out, 1)
    os.dup2(err, 2)
    for each in (out, err, null):
        os.close(each)


def extension_packages(path):
    for name in os.listdir(path):
        whole = os.path.join(path, name)
        if name.endswith(".so"):
            yield name.split(".")[0]
        elif os.path.isdir(whole) and os.path.exists(os.path.join(whole, "__init__.py")):
            if any(f.endswith(".so") for _, _, files in os.walk(whole) for f in files):
                yield name


def builtin_types():
    """The types that were not made by a class statement: the interpreter's and those of extensions."""
    seen, todo = {}, [object] + [type(x) for x in gc.get_objects()]
    while todo:
        kind = todo.pop()
        if id(kind) not in seen and isinstance(kind, type):
            seen[id(kind)] = kind
            todo += type.__subclasses__(kind)
    made_by_statement = truth_of_class_statement()
    return sorted((k for k in seen.values() if not made_by_statement(k)), key=lambda k: (name_of(k), id(k)))


def truth_of_class_statement():
    """Types made by a class statement go through `subtype_dealloc`, as Plain does."""
    try:
        import ctypes
    except ImportError:
        return lambda kind: bool(kind.__flags__ & HEAP_TYPE)
    word = lambda address: ctypes.c_ssize_t.from_address(address).value
    tp_name = 24
    return lambda kind: bool(kind.__flags__ & HEAP_TYPE) and b"." not in ctypes.string_at(word(id(kind) + tp_name))


def guarded(actions):
    """The answers of a child that does these one after the other; None where it died or waited."""
    answers = []
    while len(answers) < len(actions):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if hasattr(gc, "freeze"):
                    gc.freeze()  # what is there already need not be gone through again and again
                null = os.open(os.devnull, os.O_RDWR)
                for each in (0, 1, 2):
                    os.dup2(null, each)
                for action in actions[len(answers):]:
                    signal.alarm(GUARD)
                    os.write(write, chr(action()).encode("latin-1"))
            finally:
                os._exit(0)
        os.close(write)
        told = everything(read)
        os.waitpid(child, 0)
        answers += [ord(told[at:at + 1]) for at in range(len(told))]
        if len(answers) < len(actions):
            answers.append(None)
    return answers


def everything(read):
    told = b""
    while True:
        more = os.read(read, 65536)
        if not more:
            os.close(read)
            return told
        told += more


class Matrix(object):
    def __init__(self):
        self.classes = []  # keeps the markers' classes, not the markers
        self.holders = []
        self.weak = []
        self.rows = []
        self.loose = []
        self.types = []

    def marker(self):
        kind = type("Held_%d" % len(self.rows), (Marker,), {"__slots__": ()})
        return kind, kind()

    def put(self, label, maker, has_holder=True):
        """Holds a marker in this way. Returns whether it is held, and why not."""
        kind, marker = self.marker()
        weak = weakref.ref(marker)
        try:
            holder = maker(marker)
        except BaseException as failure:
            reason = "%s: %s" % (type(failure).__name__, failure)
            failure = None
            if TWO:
                sys.exc_clear()
            return False, reason.replace("\n", " ").replace("\t", " ")[:100]
        del marker
        if has_holder and holder is weak():
            return False, "is what is held"
        if weak() is None:
            return False, "holds nothing"
        self.classes.append(kind)
        self.holders.append([holder])
        self.weak.append(weak)
        self.rows.append((label, holder if has_holder else None))
        return True, ""

    def known(self):
        for label, maker in known_ways():
            held, reason = self.put(label, maker)
            if not held:
                self.loose.append((label, reason))
        for label, maker in global_ways():
            held, reason = self.put(label, maker, False)
            if not held:
                self.loose.append((label, reason))

    def attempt_all(self):
        done = set(type(holder) for _, holder in self.rows)
        kinds = [k for k in builtin_types() if k not in (object, type) and not issubclass(k, Marker)]
        answers = guarded([lambda kind=kind: self.first_attempt(kind) for kind in kinds])
        for kind, found in zip(kinds, answers):
            if found is not None and found < len(ATTEMPTS):
                name, maker = ATTEMPTS[found]
                held, reason = self.put("%s(%s)" % (name_of(kind), name), lambda m, maker=maker, kind=kind: maker(kind, m))
                self.types.append((name_of(kind), "held" if held else "empty", reason))
            elif kind in done:
                self.types.append((name_of(kind), "held", ""))
            elif found == MADE:
                self.types.append((name_of(kind), "empty", "was made, nothing it was given stayed"))
            else:
                self.types.append((name_of(kind), "unmade", self.why(kind, found)))

    def why(self, kind, code):
        if code is None:
            return "the attempt died or waited"
        try:
            kind()
        except BaseException as failure:
            reason = "%s" % (failure,)
            if TWO:
                sys.exc_clear()
            return reason.replace("\n", " ").replace("\t", " ")[:80]
        return ""

    def first_attempt(self, kind):
        """In a child: the number of the first attempt whose marker stays and goes with its holder."""
        made = False
        for number, (_, maker) in enumerate(ATTEMPTS):
            _, marker = self.marker()
            weak = weakref.ref(marker)
            holder = None
            try:
                holder = maker(kind, marker)
                made = True
            except BaseException:
                if TWO:
                    sys.exc_clear()
            if holder is marker:
                holder = None
            del marker
            if holder is not None and weak() is not None:
                holder = None
                gc.collect()
                if weak() is None:
                    return number
        return MADE if made else UNMADE

    def which_go(self):
        """For each way whether its marker goes once its holder is dropped. In a child."""
        read, write = os.pipe()
        child = truth.fork()
        if child == 0:
            try:
                os.close(read)
                self.rows = [(label, None) for label, _ in self.rows]
                for number, holder in enumerate(self.holders):
                    holder[:] = []
                    if self.weak[number]() is not None:
                        gc.collect()
                    os.write(write, b"0" if self.weak[number]() is not None else b"1")
            finally:
                os._exit(0)
        os.close(write)
        answers = everything(read)
        os.waitpid(child, 0)
        return answers.decode().ljust(len(self.holders), "?")

    def tell(self, path):
        goes = self.which_go()
        with open(path, "w") as out:
            for number, (label, holder) in enumerate(self.rows):
                out.write("way\t%d\t%s\t%d\t%s\t%s\n" % (number, label, 0 if holder is None else id(holder), goes[number], name_of(type(holder))))
            for row in self.loose:
                out.write("loose\t%s\t%s\n" % row)
            for row in self.types:
                out.write("type\t%s\t%s\t%s\n" % row)


def tell_referents(path):
    """What the collector says, by a child: for all objects that it tracks."""
    child = truth.fork()
    if child == 0:
        try:
            with open(path, "a") as out:
                mine = sys._getframe()
                for thing in gc.get_objects():
                    if thing is not out and thing is not mine:
                        referents = gc.get_referents(thing)
                        out.write("refers\t%d\t%s\t%s\n" % (id(thing), name_of(type(thing)), "\t".join("%d" % id(r) for r in referents)))
        finally:
            os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(sys.argv[1])))  # what is tried may make files
    imported()
    matrix = Matrix()
    matrix.known()
    matrix.attempt_all()
    gc.collect()
    matrix.tell(sys.argv[1])
    gc.collect()
    tell_referents(sys.argv[1])
    truth.serve()
