"""Extension packages, each of whose structures of C holds objects and memory that nothing else holds.

    packages.py PACKAGE...

For each way of a package (`ways`) an object of a class of its own, `Held_7`, is put behind a holder; all that
is kept of it is a weak reference. It counts if it is there when everything else has let go. Says, in
words,

    way      NUMBER  LABEL  HOLDER  GOES    HOLDER is an address; GOES: whether a forked child in which
                                            the holder is dropped has no such object any more
    buffer   LABEL   HOLDER BYTES           HOLDER alone has so many bytes, by what the package says
    refers   TYPE    ADDRESS  ADDRESS...    what the collector says that an object refers to (holders, and what they
                                            lead to)
    absent   LABEL   REASON                 what cannot be done here

then serves (see truth.py). Of a package that is not there it says `skip`, and ends.
"""

import collections
import gc
import importlib
import os
import sys
import warnings
import weakref

import truth

warnings.simplefilter("ignore")
HOLDERS = {}
MARKERS = {}
KIB = 1 << 10


class Base(object):
    def __call__(self, *arguments, **named):
        return self


def marker(base=Base):
    number = len(MARKERS) + 1
    kind = type("Held_%d" % number, (base,), {})
    held = kind(b"x" * 100) if base is bytearray else kind()
    MARKERS[number] = weakref.ref(held)
    return held


class Buffer(object):
    """What has so many bytes of its own."""

    def __init__(self, holder, bytes):
        self.holder = holder
        self.bytes = bytes


def of_numpy(np):
    def view(m):
        return np.array([m, None, 3], dtype=object)[0:2]

    def structured(m):
        held = np.zeros(3, dtype=[("number", "i4"), ("value", object), ("other", "f8")])
        held["value"][1] = m
        return held

    def metadata(m):
        return np.dtype("f8", metadata={"held": m})

    def in_place(m):
        held = np.empty((4, 5), dtype=object)
        held[2, 3] = m
        return held

    def zero_dimensions(m):
        held = np.empty((), dtype=object)
        held[()] = m
        return held

    def masked(m):
        held = np.ma.masked_array(np.empty(3, dtype=object), mask=[0, 1, 0])
        held[0] = m
        return held

    def flat(m):
        return in_place(m).flat

    def broadcast(m):
        return np.broadcast(in_place(m), np.zeros(5))

    def iterated(m):
        return np.nditer(in_place(m), flags=["refs_ok"])

    yield "object array", lambda m: np.array([m, None])
    yield "object array of two dimensions", in_place
    yield "object array of none", zero_dimensions
    yield "view of an object array", view
    yield "transposed", lambda m: in_place(m).T
    yield "structured array", structured
    yield "record array", lambda m: structured(m).view(np.recarray)
    yield "metadata of a dtype", metadata
    yield "masked array", masked
    yield "flat iterator", flat
    yield "broadcast", broadcast
    yield "nditer", iterated
    yield "ufunc", lambda m: np.frompyfunc(m, 1, 1)
    yield "vectorize", lambda m: np.vectorize(m)
    yield "array over a buffer", lambda m: np.frombuffer(marked(m), dtype="u1")
    yield "view over a buffer", lambda m: np.frombuffer(marked(m), dtype="u1")[3:7].reshape(2, 2)
    yield "object array within one", lambda m: np.array([np.array([m, 1, 2], dtype=object), None], dtype=object)

    yield "float64", lambda: sized(np.ones(400000))
    yield "two dimensions, in columns", lambda: sized(np.ones((600, 500), order="F"))
    yield "many small ones", lambda: many([np.ones(100) for _ in range(3000)])
    yield "unicode", lambda: sized(np.array(["x" * 60] * 5000))
    yield "structured", lambda: sized(np.ones(50000, dtype=[("a", "i8"), ("b", "f4"), ("c", "S20")]))
    yield "complex", lambda: sized(np.ones(100000, dtype="c16"))
    yield "object pointers", lambda: sized(np.array([None] * 300000, dtype=object))
    yield "masked", lambda: with_mask(np)
    yield "only a view is left", lambda: view_only(np.ones(300000))
    yield "random generator's", lambda: sized(np.random.default_rng(1).random(200000))


def marked(m):
    """A buffer that holds the marker."""
    kind = type("Bytes", (bytearray,), {})
    held = kind(b"x" * 64)
    held.marker = m
    return held


def sized(array):
    return Buffer(array, array.nbytes)


def many(arrays):
    return Buffer(arrays, sum(each.nbytes for each in arrays))


def with_mask(np):
    array = np.ma.masked_array(np.ones(200000), mask=np.ones(200000, dtype=bool))
    return Buffer(array, array.data.nbytes + array.mask.nbytes)


def view_only(array):
    return Buffer(array[1000:1010], array.nbytes)


def of_pandas(pd):
    import numpy as np

    hashtable = importlib.import_module("pandas._libs.hashtable")

    def factorizer(m):
        held = hashtable.ObjectFactorizer(10)
        held.factorize(np.array([m, None], dtype=object))
        return held

    def attrs(m):
        held = pd.DataFrame({"a": [1]})
        held.attrs["held"] = m
        return held

    def engine(m):
        held = pd.Index([m, 1, 2], dtype=object)
        held.get_loc(1)
        return held

    yield "series", lambda m: pd.Series([m, 1], dtype=object)
    yield "frame", lambda m: pd.DataFrame({"a": [m, 1], "b": [1, 2]})
    yield "column of a frame", lambda m: pd.DataFrame({"a": [m, 1], "b": [1, 2]})["a"]
    yield "index", lambda m: pd.Index([m, 1], dtype=object)
    yield "index that was looked in", engine
    yield "several indexes", lambda m: pd.MultiIndex.from_tuples([(m, 1)])
    yield "categories", lambda m: pd.Categorical([m, m])
    yield "attrs", attrs
    yield "groups", lambda m: pd.DataFrame({"a": [m], "b": [1]}).groupby("b")
    yield "factorizer", factorizer
    yield "rolling", lambda m: pd.DataFrame({"a": [1], "b": [m]}).rolling(2)

    def frame():
        held = pd.DataFrame({"c%d" % i: np.ones(50000) * i for i in range(10)})
        return Buffer(held, int(held.memory_usage(index=False).sum()))

    def texts():
        held = pd.Series(["text %d of these" % i for i in range(20000)])
        return Buffer(held, int(held.memory_usage(index=False, deep=True)))

    def int_table():
        held = hashtable.Int64HashTable(1 << 16)
        held.map_locations(np.arange(40000))
        # khash: keys and values of 8 bytes for each of a power of two of places, and flags
        return Buffer(held, held.sizeof(deep=True))

    yield "numbers", frame
    yield "strings", texts
    yield "hash table of numbers", int_table


def of_lxml(lxml):
    from lxml import etree

    def parser_target(m):
        class Target(object):
            def __init__(self, held):
                self.held = held

            def start(self, tag, attributes):
                pass

            def close(self):
                return None

        return etree.XMLParser(target=Target(m))

    def resolver(m):
        class Resolver(etree.Resolver):
            pass

        one = Resolver()
        one.held = m
        held = etree.XMLParser()
        held.resolvers.add(one)
        return held

    def lookup(m):
        class Lookup(etree.CustomElementClassLookup):
            pass

        one = Lookup()
        one.held = m
        held = etree.XMLParser()
        held.set_element_class_lookup(one)
        return held

    def proxy(m):
        class Element(etree.ElementBase):
            pass

        held = Element()
        held.held = m
        return held

    def iterparse(m):
        import io

        source = io.BytesIO(b"<a/>")
        reader = type("Reader", (object,), {"read": lambda self, n=-1: source.read(n)})()
        reader.held = m
        return etree.iterparse(reader)

    yield "target of a parser", parser_target
    yield "resolver of a parser", resolver
    yield "lookup of a parser", lookup
    yield "attribute of an element", proxy
    yield "function of an xpath", lambda m: etree.XPath("1", extensions={(None, "held"): m})
    yield "evaluator", lambda m: etree.XPathEvaluator(etree.XML("<a/>"), extensions={(None, "held"): m})
    yield "stylesheet", lambda m: etree.XSLT(
        etree.XML(
            '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>'
        ),
        extensions={("uri", "held"): m},
    )
    yield "source of iterparse", iterparse

    def document():
        before = malloc_bytes()
        root = etree.Element("shelf")
        for number in range(6000):
            book = etree.SubElement(root, "book", isbn="%013d" % number)
            etree.SubElement(book, "title").text = "Title %d of the shelf" % number
        del book
        gc.collect()
        return Buffer(root, malloc_bytes() - before)

    def parsed():
        text = b"<shelf>" + b"<book isbn='1'><title>Of the shelf</title></book>" * 6000 + b"</shelf>"
        before = malloc_bytes()
        tree = etree.ElementTree(etree.fromstring(text))
        return Buffer(tree, malloc_bytes() - before)

    yield "document", document
    yield "parsed document, by its tree", parsed


def malloc_bytes():
    """What glibc's malloc has handed out (`mallinfo2`): all that is not Python's small objects."""
    import ctypes

    class Info(ctypes.Structure):
        _fields_ = [
            (name, ctypes.c_size_t)
            for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
        ]

    ask = ctypes.CDLL(None).mallinfo2
    ask.restype = Info
    info = ask()
    return info.uordblks + info.hblkhd


def of_PIL(pil):
    from PIL import Image, ImageChops, ImageDraw

    def info(m):
        held = Image.new("L", (3, 3))
        held.info["held"] = m
        return held

    def opened(m):
        import io

        text = io.BytesIO()
        Image.new("L", (3, 3)).save(text, "PNG")
        reader = type("Reader", (io.BytesIO,), {})(text.getvalue())
        reader.held = m
        return Image.open(reader)

    def mapped(m):
        return Image.frombuffer("L", (8, 8), marked(m), "raw", "L", 0, 1)

    yield "info", info
    yield "file of an image", opened
    yield "image over a buffer", mapped
    yield "drawing", lambda m: ImageDraw.Draw(info(m))

    def image(mode, pixel, size):
        return lambda: Buffer(Image.new(mode, size, 1), pixel * size[0] * size[1])

    yield "RGB", image("RGB", 4, (700, 500))
    yield "grey", image("L", 1, (2000, 1000))
    yield "float", image("F", 4, (600, 600))
    yield "palette", image("P", 1, (1500, 1000))
    yield "one bit", image("1", 1, (1500, 1000))
    yield "many small ones", lambda: Buffer([Image.new("RGB", (30, 30), 1) for _ in range(500)], 500 * 3600)
    yield "larger than a block", image("RGB", 4, (3000, 2500))
    yield "copy", lambda: Buffer(ImageChops.invert(Image.new("L", (900, 900), 3)), 810000)


def of_sqlalchemy(sqlalchemy):
    from sqlalchemy.util import immutabledict

    def row(m):
        engine = sqlalchemy.create_engine("sqlite://")

        class Typed(sqlalchemy.types.TypeDecorator):
            impl = sqlalchemy.Integer
            cache_ok = False

            def process_result_value(self, value, dialect):
                return m

        with engine.connect() as connection:
            return connection.execute(
                sqlalchemy.select(sqlalchemy.literal(1, Typed()))
            ).fetchone()

    yield "row", row
    yield "immutable dict", lambda m: immutabledict({"held": m})
    yield "union of immutable dicts", lambda m: immutabledict({"other": 1}).union({"held": m})
    yield "ordered set", lambda m: sqlalchemy.util.OrderedSet([m])
    yield "identity set", lambda m: sqlalchemy.util.IdentitySet([m])
    yield "literal", lambda m: sqlalchemy.literal(m, sqlalchemy.PickleType())
    yield "listener", lambda m: listening(sqlalchemy, m)
    yield "info of a table", lambda m: sqlalchemy.Table("t", sqlalchemy.MetaData(), info={"held": m})


def listening(sqlalchemy, m):
    engine = sqlalchemy.create_engine("sqlite://")

    def listen(*arguments):
        return m

    sqlalchemy.event.listen(engine, "connect", listen)
    return engine


def of_django(django):
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.utils.functional import SimpleLazyObject
    from django.utils.datastructures import MultiValueDict
    from django.dispatch import Signal
    from django.template import Context, Engine

    def lazy(m):
        held = SimpleLazyObject(lambda: m)
        bool(held)
        return held

    def receiver(m):
        held = Signal()

        def receive(**named):
            return m

        held.connect(receive, weak=False)
        return held

    yield "lazy object", lambda m: SimpleLazyObject(lambda: m)
    yield "lazy object that was asked", lazy
    yield "dict of several values", lambda m: MultiValueDict({"a": [1, m]})
    yield "receiver of a signal", receiver
    yield "context of a template", lambda m: Context({"held": m})
    yield "engine", lambda m: Engine(context_processors=[], libraries={}, loaders=[("held", m)])


def of_attr(attr):
    slots = attr.make_class("Slots", ["held"], slots=True)
    frozen = attr.make_class("Frozen", ["held"], frozen=True)
    caching = attr.make_class("Caching", ["held"], cache_hash=True, eq=True, frozen=True)
    yield "slots", lambda m: slots(m)
    yield "frozen", lambda m: frozen(m)
    yield "hash is cached", lambda m: caching(m)
    yield "default", lambda m: attr.make_class("Defaulting", {"held": attr.ib(default=m)})
    yield "factory", lambda m: attr.make_class("Made", {"held": attr.ib(factory=m)})
    yield "metadata", lambda m: attr.make_class("Told", {"held": attr.ib(metadata={"m": m})})


def of_greenlet(greenlet):
    def suspended(*given):
        local = given
        greenlet.getcurrent().parent.switch()
        return local

    def started(m):
        held = greenlet.greenlet(suspended)
        held.switch(m)
        return held

    def deep(m):
        def descend(depth, what):
            if depth:
                return descend(depth - 1, what)
            local = what
            greenlet.getcurrent().parent.switch()
            return local

        held = greenlet.greenlet(descend)
        held.switch(50, m)
        return held

    def attribute(m):
        held = greenlet.greenlet(suspended)
        held.attribute = m
        return held

    def child(m):
        return greenlet.greenlet(suspended, started(m))

    def context(m):
        import contextvars

        held = greenlet.greenlet(suspended)
        own = contextvars.copy_context()
        own.run(VARIABLE.set, m)
        held.gr_context = own
        return held

    def generator(m):
        def numbers():
            local = m
            yield 1
            yield local

        return started(iter_once(numbers()))

    yield "function that did not begin", lambda m: greenlet.greenlet(m)
    yield "argument of a suspended function", started
    yield "local of a function far down", deep
    yield "attribute", attribute
    yield "parent", child
    yield "context", context
    yield "generator in a suspended function", generator
    yield "exception in a suspended function", lambda m: suspended_in_handler(greenlet, m)


def iter_once(numbers):
    next(numbers)
    return numbers


def suspended_in_handler(greenlet, m):
    def fails():
        try:
            raise KeyError(m)
        except KeyError:
            greenlet.getcurrent().parent.switch()

    held = greenlet.greenlet(fails)
    held.switch()
    return held


try:
    import contextvars

    VARIABLE = contextvars.ContextVar("held")
except ImportError:
    VARIABLE = None


def of_gevent(gevent):
    import gevent.event
    import gevent.local
    import gevent.pool
    import gevent.queue

    def waiting(m):
        held = gevent.spawn(lambda what: gevent.sleep(1000) or what, m)
        gevent.sleep(0)
        return held

    def queue(m):
        held = gevent.queue.Queue()
        held.put(m)
        return held

    def result(m):
        held = gevent.event.AsyncResult()
        held.set(m)
        return held

    def local(m):
        held = gevent.local.local()
        held.value = m
        return held

    def timer(m):
        held = gevent.get_hub().loop.timer(1000)
        held.start(m, 1)
        return held

    def argument(m):
        held = gevent.get_hub().loop.timer(1000)
        held.start(len, m)
        return held

    def callback(m):
        return gevent.get_hub().loop.run_callback(len, m) if False else gevent.spawn_later(1000, m)

    def linked(m):
        held = gevent.spawn(gevent.sleep, 1000)
        held.link(m)
        return held

    def pool(m):
        held = gevent.pool.Pool(3)
        held.spawn(gevent.sleep, 1000).kept = m
        gevent.sleep(0)
        return held

    yield "function that waits", waiting
    yield "later", callback
    yield "queue", queue
    yield "result", result
    yield "local", local
    yield "callback of a timer", timer
    yield "argument of a timer", argument
    yield "link", linked
    yield "pool", pool


def of_multidict(multidict):
    def grown(m):
        held = multidict.MultiDict(("key%d" % i, i) for i in range(200))
        held.add("held", m)
        return held

    yield "dict", lambda m: multidict.MultiDict(held=m)
    yield "dict of any case", lambda m: multidict.CIMultiDict(Held=m)
    yield "grown", grown
    yield "proxy", lambda m: multidict.MultiDictProxy(multidict.MultiDict(held=m))
    yield "items", lambda m: multidict.MultiDict(held=m).items()
    yield "iterator", lambda m: iter(multidict.MultiDict(held=m).values())

    def table():
        keys = ["key%d" % i for i in range(100)]
        before = malloc_bytes()
        held = multidict.MultiDict((keys[i % 100], None) for i in range(30000))
        return Buffer(held, malloc_bytes() - before)

    yield "pairs", table


def of_pyrsistent(pyrsistent):
    p = pyrsistent

    def deep(m):
        return p.pvector(range(2000)).set(700, m)

    def tail(m):
        return p.pvector(range(40)).append(m)

    def evolver(m):
        held = p.pvector(range(100)).evolver()
        held[50] = m
        return held

    def appended(m):
        held = p.pvector(range(100)).evolver()
        held.append(m)
        return held

    yield "vector", lambda m: p.v(1, m, 3)
    yield "vector of several levels", deep
    yield "tail of a vector", tail
    yield "evolver", evolver
    yield "appended to an evolver", appended
    yield "iterator of a vector", lambda m: iter(deep(m))
    yield "map", lambda m: p.m(held=m)
    yield "set", lambda m: p.s(m)
    yield "list", lambda m: p.l(1, m)
    yield "deque", lambda m: p.dq(1, m)
    yield "bag", lambda m: p.b(m)


def of_pyarrow(pa):
    yield "array over a buffer", lambda m: pa.py_buffer(marked(m))
    yield "slice of a buffer", lambda m: pa.py_buffer(marked(m)).slice(3, 5)

    def numbers():
        held = pa.array(range(300000))
        return Buffer(held, held.nbytes)

    yield "numbers", numbers


def goes(number, label):
    """Whether a child without the holder is without what it holds."""
    child = os.fork()
    if child == 0:
        del HOLDERS[label]
        gc.collect()
        os._exit(1 if MARKERS[number]() is None else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def told(*fields):
    sys.stdout.write(" ".join(str(field).replace(" ", "-") for field in fields) + "\n")
    sys.stdout.flush()


def put(package, label, make):
    label = package + ": " + label
    try:
        if make.__code__.co_argcount == 0:
            buffer = make()
            HOLDERS[label] = buffer.holder
            BYTES[label] = buffer.bytes
            return
        held = marker()
        number = len(MARKERS)
        HOLDERS[label] = make(held)
        WAYS[number] = label
    except Exception as failure:
        told("absent", label, repr(failure).replace("\n", " "))


def plant(package):
    try:
        module = importlib.import_module(package)
    except ImportError:
        print("skip: this interpreter has no %s" % package)
        sys.stdout.flush()
        sys.exit()
    for label, make in globals()["of_" + package](module):
        put(package, label, make)


def tell_references():
    """Of the holders, and of what they lead to."""
    seen = set()
    pending = list(HOLDERS.values())
    plain = (type, type(sys), type(plant), type(plant.__code__))
    for _ in range(4):
        following = []
        for each in pending:
            if id(each) in seen or not gc.is_tracked(each) or issubclass(type(each), plain):
                continue
            seen.add(id(each))
            referents = gc.get_referents(each)
            told("refers", type(each).__module__ + "." + type(each).__name__, id(each), *map(id, referents))
            if len(referents) < 1000:
                following.extend(referents)
        pending = following


WAYS = {}
BYTES = {}


def tell():
    for number, label in WAYS.items():
        if MARKERS[number]() is None:
            told("absent", label, "does not hold it")
            HOLDERS.pop(label)
            continue
        told("way", number, label, id(HOLDERS[label]), goes(number, label))
    for label, size in BYTES.items():
        told("buffer", label, id(HOLDERS[label]), size)


for package in sys.argv[1:]:
    plant(package)
gc.collect()
tell()
child = os.fork()
if child == 0:
    tell_references()
    sys.stdout.flush()
    os._exit(0)
os.waitpid(child, 0)
sys.stdout.flush()
truth.serve()
