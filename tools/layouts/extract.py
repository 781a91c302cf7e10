"""Reads struct layouts from the DWARF of a CPython interpreter. Runs inside gdb, not by itself:

    LAYOUT_FILES=FILE[:FILE…] LAYOUT_OUT=extract.json gdb -q -batch -nx -x extract.py

The first FILE is the interpreter, libpython, or a separate .debug file of one of them; the others
are extension modules (or their .debug files) that hold types the interpreter does not have built
in. No process is started: only types are read. make.py calls this.

The output, by struct: its size and its fields by dotted path, nested structs written out. A field:

    off, size   bytes, from the start of the struct
    type        as the C source says
    kind        object: a pointer to something that begins with an object header;
                tagged: such a pointer with tag bits (_PyStackRef); pointer: any other;
                struct: a struct or union in place; data: anything else
    n, elsize   of an array: elements (of all dimensions), and the bytes of one. A field of an
                array's struct element has the path `array[].field` and the offset in the first one
    bit, bits   of a bit field: its first bit, counted from the lowest of the byte at off; its width
"""

import json
import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from structs import ALL, OBJECTS  # noqa: E402  (gdb leaves the script's directory off the path)

STRUCTS = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION)

# Members with thousands of fields that nobody looks up: not descended into.
OPAQUE = {"static_objects", "global_objects", "ast", "config", "core_config", "ceval", "type_cache"}

DEEPEST = 8


def definitions(name):
    """Every complete struct or union the loaded file calls `name`, as tag or as typedef."""
    found = []
    for lookup in (name, "struct " + name):
        try:
            found.append(gdb.lookup_type(lookup))
        except gdb.error:
            pass
    # lookup_type gives one file's definition; a static type may have the same name in another.
    for domain in (gdb.SYMBOL_VAR_DOMAIN, gdb.SYMBOL_STRUCT_DOMAIN):
        for symbol in gdb.lookup_static_symbols(name, domain):
            if symbol.is_valid() and symbol.addr_class == gdb.SYMBOL_LOC_TYPEDEF:
                found.append(symbol.type)
    stripped = (t.strip_typedefs() for t in found)
    return [t for t in stripped if t.code in STRUCTS and t.sizeof > 0 and t.fields()]


def find(struct):
    """The type of a wanted struct in the loaded file, or None. Two that differ are an error."""
    for name in struct.candidates:
        fits = {}
        for found in definitions(name):
            fields = flatten(found)
            if struct.witness is None or struct.witness in fields:
                fits[json.dumps([found.sizeof, fields], sort_keys=True)] = found
        if len(fits) > 1:
            raise SystemExit(f"{name}: {len(fits)} definitions differ; structs.py needs a witness")
        if fits:
            return next(iter(fits.values()))
    return None


def has_object_header(type_, depth=0):
    """Whether a struct begins with ob_refcnt: the header of every Python object."""
    type_ = type_.strip_typedefs()
    if type_.code not in STRUCTS or depth > DEEPEST:
        return False
    for field in type_.fields():
        if field.name in ("ob_refcnt", "ob_refcnt_full"):
            return True
        if field.bitpos != 0:
            return False
        if has_object_header(field.type, depth + 1):
            return True
    return False


def kind_of(type_):
    if type_.name == "_PyStackRef":
        return "tagged"
    type_ = type_.strip_typedefs()
    if type_.code == gdb.TYPE_CODE_ARRAY:
        kind = kind_of(type_.target())
        return "data" if kind == "struct" else kind
    if type_.code == gdb.TYPE_CODE_PTR:
        return "object" if has_object_header(type_.target()) else "pointer"
    return "struct" if type_.code in STRUCTS else "data"


def elements(array):
    """The number of elements of an array type in all its dimensions, and the innermost type."""
    count = 1
    while array.code == gdb.TYPE_CODE_ARRAY:
        low, high = array.range()
        count *= max(high - low + 1, 0)
        array = array.target().strip_typedefs()
    return count, array


def flatten(type_, prefix="", base_bits=0, depth=0):
    """The fields of a struct by dotted path, those of the structs in it included."""
    out = {}
    for field in type_.strip_typedefs().fields():
        if not hasattr(field, "bitpos"):
            continue
        bits = base_bits + field.bitpos
        stripped = field.type.strip_typedefs()
        if not field.name:  # an anonymous struct or union: its fields are ours
            out.update(flatten(stripped, prefix, bits, depth + 1))
            continue
        path = prefix + field.name
        entry = {"off": bits // 8, "size": stripped.sizeof, "type": str(field.type)}
        entry["kind"] = kind_of(field.type)
        out[path] = entry
        if field.bitsize:
            entry["bit"] = bits % 8
            entry["bits"] = field.bitsize
        if stripped.code == gdb.TYPE_CODE_ARRAY:
            entry["n"], element = elements(stripped)
            entry["elsize"] = element.sizeof
            nested, separator = element, "[]."
        else:
            nested, separator = stripped, "."
        if nested.code in STRUCTS and depth < DEEPEST and field.name not in OPAQUE:
            out.update(flatten(nested, path + separator, bits, depth + 1))
    return out


def tag(type_):
    """How fields of other structs name this one: used to recognise a base."""
    return str(type_.strip_typedefs())


def symbol_type(name):
    """The type of a variable, whether static or not."""
    symbol = gdb.lookup_static_symbol(name) or gdb.lookup_global_symbol(name)
    return symbol.type.strip_typedefs() if symbol else None


def size_classes():
    """How many size classes the small-object allocator has, from the length of its table.

    `usedpools` (a variable up to 3.11, `used` of _obmalloc_pools later) has two pointers a class,
    rounded up to eight classes (Objects/obmalloc.c). It shows the alignment: the classes are
    SMALL_REQUEST_THRESHOLD / ALIGNMENT.
    """
    table = symbol_type("usedpools")
    if table is None:
        for pools in definitions("_obmalloc_pools"):
            table = pools.fields()[0].type.strip_typedefs()
    return elements(table)[0] // 2 if table is not None else None


def build_id(path):
    for objfile in gdb.objfiles():
        if os.path.realpath(objfile.filename) == os.path.realpath(path):
            return objfile.build_id
    return None


def main():
    files = os.environ["LAYOUT_FILES"].split(":")
    structs = {}
    out = {"build_id": None, "size_classes": None, "structs": structs}
    for number, path in enumerate(files):
        gdb.execute("file " + path, to_string=True)
        if number == 0:
            out["build_id"] = build_id(path)
            out["size_classes"] = size_classes()
        # The states of the runtime are those of this build, so only its own file may tell them.
        for struct in ALL if number == 0 else OBJECTS:
            if struct.name in structs:
                continue
            found = find(struct)
            if found is not None:
                structs[struct.name] = {
                    "size": found.sizeof,
                    "tag": tag(found),
                    "fields": flatten(found),
                }
    # In the order of structs.py, whichever file a struct came from.
    out["structs"] = {s.name: structs[s.name] for s in ALL if s.name in structs}
    with open(os.environ["LAYOUT_OUT"], "w", encoding="utf-8") as stream:
        json.dump(out, stream, indent=0)


main()
