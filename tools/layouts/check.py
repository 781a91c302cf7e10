"""Asks a running interpreter whether the layout resource of its version is true:

    pythonX.Y check.py [cpython-X.Y.json]

What it compares does not come from DWARF: every type's own tp_basicsize with the size of its
struct, and the offsets that types declare to Python code (tp_members, tp_dictoffset,
tp_weaklistoffset) with the fields. Runs in this process only, on Python 2.7 and later.
"""

from __future__ import print_function

import array
import ctypes
import importlib
import json
import os
import sys

MODULES = """_asyncio _contextvars _decimal _elementtree _functools _io _queue _thread _typing array
collections ctypes datetime decimal functools io itertools mmap operator pickle re
string.templatelib thread threading types typing weakref xml.etree.ElementTree""".split()

# Types that up to 3.9 exist for __subclasses__ only once somebody has used one.
SHY = {"async_generator_asend", "async_generator_athrow", "async_generator_wrapped_value",
       "functools.KeyWrapper", "functools._lru_list_elem"}

RANGE = range if sys.version_info >= (3,) else xrange  # noqa: F821  (2.7 has it)


def word(address):
    return ctypes.c_ssize_t.from_address(address).value


def text(address):
    return ctypes.string_at(word(address)).decode("latin-1")


class Resource(object):
    def __init__(self, path):
        with open(path) as stream:
            made = json.load(stream)
        self.structs = made["structs"]
        self.struct_of = {t: name for name, s in self.structs.items() for t in s.get("types", ())}

    def fields(self, name):
        """The fields of a struct, with those of its bases."""
        struct = self.structs[name]
        fields = self.fields(struct["base"]) if "base" in struct else {}
        return dict(fields, **struct["fields"])

    def offset(self, name, field):
        return self.fields(name)[field][0]


def all_types():
    for module in MODULES:
        try:
            importlib.import_module(module)
        except ImportError:
            pass
    # Some types are found only through an instance: they are made ready when first used.
    instances = [(1).__add__, list.append, vars(dict)["fromkeys"], {}.keys(), array.array("b")]
    for one in ([], (), {}, set(), "", u"\u0100", b"", bytearray(), memoryview(b""), RANGE(1),
                array.array("b")):
        try:
            instances.append(iter(one))
        except TypeError:
            pass  # a memoryview of 2.7
    instances += [getattr({}, name)() for name in ("iteritems", "itervalues") if hasattr({}, name)]
    instances += [reversed([]), iter(int, 0)]
    found, todo = {}, [object] + [type(x) for x in instances]
    while todo:
        one = todo.pop()
        if id(one) not in found:
            found[id(one)] = one
            todo += type.__subclasses__(one)
    return found.values()


def sizes(resource, name):
    """What tp_basicsize may say: the struct's size, or where what has no fixed length begins."""
    fields = resource.fields(name)
    end = max(where[0] for where in fields.values())
    expected = {resource.structs[name]["size"], end, end + 1}  # str and bytes count the last NUL
    if "_PyInterpreterFrame" in resource.structs:  # generators and frames: up to the variables
        expected.add(end + resource.offset("_PyInterpreterFrame", "localsplus"))
    return expected


def declared(resource, one):
    """The offsets a type declares, by the name it declares them under."""
    member, offset = resource.offset("PyMemberDescrObject", "d_member"), resource.offset(
        "PyMemberDef", "offset")
    for name, value in vars(one).items():
        if type(value).__name__ == "member_descriptor":
            yield name, word(word(id(value) + member) + offset)
    for field in ("tp_dictoffset", "tp_weaklistoffset"):
        where = resource.offset("PyTypeObject", field)
        own = word(id(one) + where)
        if own > 0 and (one.__base__ is None or own != word(id(one.__base__) + where)):
            yield field, own


def main():
    version = "%d.%d" % sys.version_info[:2]
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "main",
                          "resources", "dev", "fathom", "runtime", "cpython")
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(beside, "cpython-%s.json" % version)
    resource = Resource(path)
    tp_name = resource.offset("PyTypeObject", "tp_name")
    heap_type = 1 << 9  # Py_TPFLAGS_HEAPTYPE, Include/object.h
    seen, wrong, offsets = set(), 0, 0
    for one in all_types():
        name = text(id(one) + tp_name)
        struct = resource.struct_of.get(name)
        if struct is None or (one.__flags__ & heap_type and "." not in name):
            continue  # a class statement may make a type of any name, but none with a dot
        seen.add(name)
        fields = resource.fields(struct)
        if resource.structs[struct].get("varies"):
            continue  # between the builds of this version: not everything about it is known
        if one.__basicsize__ not in sizes(resource, struct):
            wrong += 1
            print("%s: tp_basicsize %d, %s has %d"
                  % (name, one.__basicsize__, struct, resource.structs[struct]["size"]))
        known = {where[0] for where in fields.values()}
        for member, offset in declared(resource, one):
            offsets += 1
            if offset not in known:
                wrong += 1
                print("%s.%s is at %d, where %s has no field" % (name, member, offset, struct))
    missing = sorted(set(resource.struct_of) - seen - SHY)
    print("%s: %d types, %d declared offsets, %d wrong; not seen: %s"
          % (sys.version.split()[0], len(seen), offsets, wrong, " ".join(missing) or "none"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
