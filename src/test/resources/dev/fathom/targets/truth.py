"""A test target's account of itself, stated so that stating it does not change the target.

A target script fills its memory, then calls `serve()`, which prints `ready PID` and sleeps until
a command arrives on standard input, one a line. Each command is answered by `done`, or by
`failed` and a reason, after which the process sleeps again:

    mallocstats FILE   sys._debugmallocstats(), as CPython's C code writes it
    truth FILE         every object that can be reached: FILE and FILE.types (see `dump`)
    counts FILE        only how many of each type there are: the text of FILE.types, in FILE
    referents FILE     what the containers refer to, and what the collector tracks (see `Referents`)
    collect            gc.collect()
    trim               malloc_trim(0), where the C library has it
    quit               end at once (so does the end of standard input)

Who speaks, and how exact it is:

* `mallocstats` is said by the process itself, as the last thing before it sleeps. From there to
  its sleep it allocates no object: whatever runs in between was looked up beforehand, returns None
  or a small int, and reads into a buffer that exists already. So the figures are exactly those of
  the sleeping process, as long as its other threads sleep too. A forked child could not do better:
  its parent still has to make and drop the child's pid.

* `truth`, `counts` and `referents` are said by a forked child, about the memory it inherited; the process waits
  for the child and does nothing else. The child is made by the fork() of the C library, not by
  os.fork(), so that none of Python's after-fork code runs in it: that code would remove the other
  threads' states and replace locks, freeing and making objects before they can be listed. Only
  where ctypes is missing os.fork() is used (FILE.types says which in its first line).

What `truth` does not contain: objects that nothing reachable through Python refers to (the table
of interned strings, slots of C structures that no tp_traverse visits, values on the evaluation
stack of a running function from 3.11 on), and the objects that carry out the command. What it
contains too much: the child leaves out its own objects as far as it can name them, but a few made
after the fork may remain, such as values that C code caches when asked. They lie in blocks that are
free in the process: a reader who finds such a block free is right, not wrong. (With Python 3 there
were none wherever this was tried; 2.7 prepares types when asked about them and lists some 90.)

Reference counts are those in the process, less what the child holds. They may be off by a few for
None, types, code and other things that the child itself uses. Immortal objects (3.12 and later)
show their fixed, huge count.
"""

import array
import gc
import io
import os
import struct
import sys
import traceback

try:
    import ctypes

    fork = ctypes.PyDLL(None).fork  # PyDLL: without releasing the interpreter lock
    FORKED_BY = "libc"
except (ImportError, AttributeError, OSError):
    fork = os.fork
    FORKED_BY = "python"

try:
    trim = ctypes.PyDLL(None).malloc_trim
except (NameError, AttributeError, OSError):
    trim = None

RECORD = struct.Struct("<QIIQ")  # address, type index, reference count, sys.getsizeof
IMMORTAL = 1 << 29 if sys.version_info >= (3, 12) else 1 << 62
HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE
FRAMES_ARE_OBJECTS = sys.version_info < (3, 11)

LINE = bytearray(4096)
DONE = b"done\n"


def serve():
    """Says `ready PID`, then sleeps and obeys, for ever."""
    readinto = io.FileIO(0, "r", closefd=False).readinto
    write = os.write
    state_malloc = getattr(sys, "_debugmallocstats", None)
    malloc_wanted = False
    reply = ("ready %d\n" % os.getpid()).encode()
    while True:
        if malloc_wanted:
            state_malloc()
        write(1, reply)
        length = readinto(LINE)
        if not length:
            os._exit(0)
        malloc_wanted = False
        reply = DONE
        line = bytes(LINE[:length]).decode("utf-8").strip()
        word, _, path = line.partition(" ")
        if word == "truth" or word == "counts" or word == "referents":
            reply = from_child(path, word, (line, word, path))
        elif word == "confirm":
            reply = from_child(path, None, ())
        elif word == "mallocstats" and state_malloc is not None:
            redirect_standard_error(path)
            malloc_wanted = True
        elif word == "collect":
            gc.collect()
        elif word == "trim" and trim is not None:
            trim(0)
        elif word == "quit":
            os._exit(0)
        else:
            reply = b"failed: not a command of this interpreter\n"
        # What stays must be what was there before, or the next answer is about something else.
        del line, word, path, _


def redirect_standard_error(path):
    """Lets everything that C code writes to stderr from now on go to a file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def from_child(path, each, transient):
    """Forks a child that dumps what it inherited, or confirms it if `each` is None; waits for it.

    No closure, no extra argument: what is made for the call is in the answer.
    """
    child = fork()
    if child == 0:
        status = 1
        try:
            if each is None:
                confirm(path)
            else:
                dump(path, each, transient)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return DONE if os.waitpid(child, 0)[1] == 0 else b"failed: see standard error\n"


def dump(path, each, transient):
    """Writes what can be reached, in the child.

    PATH has one record an object, in no order: u64 address, u32 index of its type, u32 reference
    count, u64 sys.getsizeof (0 where that fails), little endian. PATH.types is text: the line
    `fork HOW`, one line `index address count name` a type, and the line `end COUNT`. For `counts`
    there are no records and PATH is that text; for `referents` they are those of `Referents`.
    """
    gc.disable()
    # First of all: nothing made after this line is in it, so nothing of ours is followed.
    tracked = gc.get_objects()
    walk = Referents(tracked) if each == "referents" else Walk(tracked)
    walk.pass_over(transient)
    walk.pass_over([transient])
    roots = frame_roots(walk)
    if each != "counts":
        with io.open(path, "wb", 1 << 20) as out:
            walk.run(roots, out.write)
        path += ".types"
    else:
        walk.run(roots, None)
    with io.open(path, "wb") as out:
        walk.write_types(out)


def confirm(path):
    """Says of each address in PATH, one in hexadecimal a line, what object the interpreter finds there.

    Writes PATH.confirmed: `address name` a line. Some objects cannot be reached by Python's means (the
    table of interned strings, names that code objects keep to themselves), but the interpreter knows
    them when it is given their address.
    """
    with io.open(path) as addresses, io.open(path + ".confirmed", "w", encoding="utf-8") as out:
        for line in addresses:
            found = ctypes.cast(int(line, 16), ctypes.py_object).value
            out.write(u"%s %s\n" % (line.strip(), name_of(type(found))))


def frame_roots(walk):
    """What the running functions of all threads refer to.

    Up to 3.10 a frame is an object, and gc knows its locals and its stack. From 3.11 on it is not,
    unless somebody asks: then the frame objects are ours, and only the locals are the process's.
    """
    ours = sys._getframe()
    while ours.f_code is not serve.__code__:
        walk.pass_over((ours,))
        ours = ours.f_back
    frames = sys._current_frames()
    roots = []
    for top in frames.values():
        frame = ours if inside(top, ours) else top
        while frame is not None:
            if FRAMES_ARE_OBJECTS:
                roots.append(frame)
            else:
                roots.extend((frame.f_code, frame.f_globals, frame.f_builtins))
                if frame.f_code.co_name != "<module>":
                    roots.extend(dict(frame.f_locals).values())
            frame = frame.f_back
    return roots


def inside(frame, outer):
    """Whether `frame` runs within a call from `outer`."""
    while frame is not None and frame is not outer:
        frame = frame.f_back
    return frame is outer


# What is known of a type: a list, since an object of a class of ours would count as one more.
INDEX, COUNT, ADDRESS, NAME, LEAF, UNREPORTED = range(6)


class Walk(object):
    """Visits every object that can be reached, each once, holding no list of the visited.

    What was seen is marked in one byte for each 16 bytes of address space, in regions of 1 MiB.
    No two objects share such a granule, as none is smaller.
    """

    def __init__(self, tracked):
        self.tracked = tracked
        self.regions = {}
        self.kinds = {}  # by the address of the type; no reference to the type itself
        self.held = references_held_by_record()

    def pass_over(self, objects):
        """Marks objects as seen, so that they are neither listed nor followed."""
        self.unseen(objects)

    def run(self, roots, emit):
        pending = []
        for start in (self.tracked, roots):
            fresh = self.unseen(start)
            del start[:]  # lest it counts as a reference
            pending.extend(self.record(fresh, emit))
            del fresh
        while pending:
            batch = pending[-4096:]
            del pending[-4096:]
            pending.extend(self.record(self.unseen(self.referents(batch)), emit))

    def referents(self, batch):
        """What gc says that the objects refer to, and what it does not say."""
        found = gc.get_referents(*batch)
        kinds = self.kinds
        for o in batch:
            unreported = kinds[id(type(o))][UNREPORTED]
            if unreported is not None:
                unreported(o, found)
        return found

    def unseen(self, objects):
        regions = self.regions
        fresh = []
        append = fresh.append
        for o in objects:
            address = id(o)
            region = regions.get(address >> 20)
            if region is None:
                region = regions[address >> 20] = bytearray(1 << 16)
            granule = address >> 4 & 0xFFFF
            if not region[granule]:
                region[granule] = 1
                append(o)
        return fresh

    def record(self, fresh, emit):
        """Counts and writes objects met for the first time; returns those to follow.

        Each of them is here held by exactly one list, by the loop and by a call: the truth of its
        reference count depends on that (`references_held_by_record`).
        """
        kinds = self.kinds
        kind_of = kinds.get
        held = self.held
        getrefcount = sys.getrefcount
        getsizeof = sys.getsizeof
        pack = RECORD.pack
        containers = []
        for o in fresh:
            references = getrefcount(o)
            kind = kind_of(id(type(o)))
            if kind is None:
                kind = self.new_kind(type(o))
            kind[COUNT] += 1
            if emit is not None:
                if references < IMMORTAL:
                    references -= held
                try:
                    size = getsizeof(o)
                except Exception:  # a broken __sizeof__ is the target's business
                    size = 0
                emit(pack(id(o), kind[INDEX], min(references, 0xFFFFFFFF), size))
            if not kind[LEAF]:
                containers.append(o)
        return containers

    def new_kind(self, t):
        kind = [len(self.kinds), 0, id(t), name_of(t), id(t) in LEAVES, unreported_of(t)]
        self.kinds[id(t)] = kind
        return kind

    def write_types(self, out):
        total = 0
        out.write(("fork %s\n" % FORKED_BY).encode("ascii"))
        for kind in sorted(self.kinds.values()):
            total += kind[COUNT]
            out.write(("%d %d %d " % (kind[INDEX], kind[ADDRESS], kind[COUNT])).encode("ascii"))
            out.write(kind[NAME].replace("\n", "\\n").encode("utf-8", "replace") + b"\n")
        out.write(("end %d\n" % total).encode("ascii"))


class Referents(Walk):
    """Writes, instead of one record an object, what containers refer to and what is tracked.

    A record is some u64: the object's address, what it is (below), how many words follow, and these: for
    `CONTAINER` the addresses of what gc says it refers to; for `DICT` the number of those, they, and the
    addresses of the keys, which gc leaves out where they are all str; for the others none.
    """

    TRACKED, CONTAINER, DICT, TYPE = range(4)

    def run(self, roots, emit):
        for o in self.tracked:
            if not self.regions.get(id(o) >> 20, NO_REGION)[id(o) >> 4 & 0xFFFF]:  # not our own
                self.emit(emit, o, self.TRACKED, [])
        del o
        super(Referents, self).run(roots, emit)

    def emit(self, emit, o, what, words):
        # Not struct, which would put each format into its cache: a dict of the process.
        record = array.array("L", [id(o), what, len(words)])
        record.extend(array.array("L", words))
        emit(record.tobytes() if hasattr(record, "tobytes") else record.tostring())

    def record(self, fresh, emit):
        for o in fresh:
            t = type(o)
            if t is dict:
                found = [id(each) for each in gc.get_referents(o)]
                self.emit(emit, o, self.DICT, [len(found)] + found + [id(each) for each in o])
            elif t is list or t is tuple or t is set or t is frozenset:
                self.emit(emit, o, self.CONTAINER, [id(each) for each in gc.get_referents(o)])
            elif issubclass(t, type):
                self.emit(emit, o, self.TYPE, [])
        return Walk.record(self, fresh, None)


def references_held_by_record():
    """How many references to an object the loop in `Walk.record` sees of its own making."""

    def loop(fresh):
        for o in fresh:
            return sys.getrefcount(o)

    return loop([object()])


NO_REGION = bytearray(1 << 16)

TYPE_NAME = type.__dict__["__name__"].__get__
TYPE_MODULE = type.__dict__["__module__"].__get__
TYPE_FLAGS = type.__dict__["__flags__"].__get__
TYPE_DICT = type.__dict__["__dict__"].__get__
TYPE_BASE = type.__dict__["__base__"].__get__
TYPE_BASES = type.__dict__["__bases__"].__get__
TYPE_MRO = type.__dict__["__mro__"].__get__
if "__qualname__" in type.__dict__:
    TYPE_QUALNAME = type.__dict__["__qualname__"].__get__
else:
    TYPE_QUALNAME = TYPE_NAME

LEAVES = frozenset(
    id(type(o)) for o in (b"", u"", "", bytearray(), True, 1, 1 << 70, 0.5, 1j, None)
)


def name_of(t):
    """`module.qualname`; without the module for built-in types."""
    name = TYPE_QUALNAME(t)
    try:
        module = TYPE_MODULE(t)
    except AttributeError:
        module = None
    if not isinstance(module, str) or module in ("builtins", "__builtin__"):
        return name
    return module + "." + name


def unreported_of(t):
    """The function that adds what gc.get_referents() leaves out for objects of a type, if any."""
    if issubclass(t, dict):
        return keys_of_dict
    if issubclass(t, type):
        return parts_of_type
    unreported = UNREPORTED_BY_NAME.get(name_of(t))
    if unreported is None or callable(unreported):
        return unreported
    return lambda o, found: attributes(o, unreported, found)


def attributes(o, names, found):
    for name in names:
        found.append(getattr(o, name, None))


def keys_of_dict(o, found):
    # A dict whose keys are all strings does not report them.
    found.extend(dict.keys(o))


def parts_of_type(t, found):
    # Static types report nothing, heap types neither their names nor, as nobody does, subclasses.
    mro = TYPE_MRO(t)
    if mro is None:
        return  # a static type that was never made ready: asking it for more would crash
    found.extend(gc.get_referents(TYPE_DICT(t)))
    found.extend((TYPE_BASE(t), TYPE_BASES(t), mro))
    found.extend(type.__subclasses__(t))
    if TYPE_FLAGS(t) & HEAP_TYPE:
        found.extend((TYPE_NAME(t), TYPE_QUALNAME(t)))


def parts_of_code(code, found):
    names = ["co_consts", "co_names", "co_filename", "co_name"]
    if sys.version_info >= (3, 11):
        names += ["co_qualname", "co_linetable", "co_exceptiontable"]
        # These tuples are made when asked for: theirs are only the strings in them.
        found.extend(code.co_varnames)
        found.extend(code.co_cellvars)
        found.extend(code.co_freevars)
    else:
        names += ["co_code", "co_varnames", "co_cellvars", "co_freevars"]
        names.append("co_linetable" if sys.version_info >= (3, 10) else "co_lnotab")
    attributes(code, names, found)


def parts_of_array(array, found):
    attributes(array, ("base", "dtype"), found)
    if array.dtype == object:
        found.extend(array.flat)


UNREPORTED_BY_NAME = {
    "code": parts_of_code,
    "numpy.ndarray": parts_of_array,
    "wrapper_descriptor": ("__name__",),
    "method_descriptor": ("__name__",),
    "classmethod_descriptor": ("__name__",),
    "member_descriptor": ("__name__",),
    "getset_descriptor": ("__name__",),
    "generator": ("__name__", "__qualname__"),
    "coroutine": ("__name__", "__qualname__"),
    "async_generator": ("__name__", "__qualname__"),
    "range": ("start", "stop", "step"),
    "slice": ("start", "stop", "step"),
    "datetime.datetime": ("tzinfo",),
    "datetime.time": ("tzinfo",),
    "re.Pattern": ("pattern",),
    "_sre.SRE_Pattern": ("pattern",),
}
