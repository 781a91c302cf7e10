#!/usr/bin/env python3
"""Makes the layout resources of CPython from builds with DWARF, or adds a build to them.

    make.py [--replace] [--resources DIR] VERSION=FILE[:FILE|DIR…] …

VERSION is X.Y.Z; the first FILE is the interpreter, libpython or a .debug file of one of them; the
rest, or every *.so and *.debug below a DIR, are its extension modules. See README.md.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from structs import OBJECTS, RUNTIME

HERE = pathlib.Path(__file__).resolve().parent
RESOURCES = HERE.parent.parent / "src/main/resources/dev/fathom/runtime/cpython"
WIDTH = 100

# SMALL_REQUEST_THRESHOLD of Objects/obmalloc.c and Include/internal/pycore_obmalloc.h: the largest
# request, in bytes, that the small-object allocator serves. The same from 2.7 to 3.14.
SMALL_REQUEST_THRESHOLD = 512

# Structs that stay one field where they stand inside another: readers take their own layout.
WHOLE = ["setentry", "PyDictEntry", "_PyInterpreterFrame", "lru_list_elem"]


class Trouble(Exception):
    """What the user has to know, in a sentence."""


# ------------------------------------------------------------------------ from DWARF to an extract


def extract(files):
    """The structs of one build, as extract.py tells them."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        environment = dict(os.environ, LAYOUT_FILES=":".join(map(str, files)), LAYOUT_OUT=out.name,
                           PYTHONDONTWRITEBYTECODE="1")
        command = ["gdb", "-q", "-batch", "-nx", "-iex", "set debuginfod enabled off",
                   "-x", str(HERE / "extract.py")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        text = pathlib.Path(out.name).read_text(encoding="utf-8")
    if not text:
        raise Trouble(f"gdb made nothing of {files[0]}: {done.stderr.strip()}")
    made = json.loads(text)
    if made["build_id"] is None or "PyTypeObject" not in made["structs"]:
        raise Trouble(f"{files[0]} has no build id or no DWARF of an interpreter")
    return made


def files_of(argument):
    """FILE:FILE|DIR…: the interpreter, then the modules, those of the test suite left out."""
    first, *rest = map(pathlib.Path, argument.split(":"))
    files = [first]
    for path in rest:
        if path.is_dir():
            below = sorted(p for p in path.rglob("*") if p.suffix in (".so", ".debug"))
            files += [p for p in below if not re.match("_?(test|ctypes_test|xx)", p.name)]
        else:
            files.append(path)
    for path in files:
        if not path.is_file():
            raise Trouble(f"{path} is not a file")
    return files


# -------------------------------------------------------------------- from an extract to a resource


def constants(build):
    """The sizes, in bytes, that no struct tells."""
    structs = build["structs"]
    # WITH_PYMALLOC_RADIX_TREE switches large arenas and pools on (Objects/obmalloc.c, from 3.10).
    large = "arena_map_top_t" in structs or "arena_map_bot_t" in structs
    alignment = SMALL_REQUEST_THRESHOLD // build["size_classes"]
    header = structs["pool_header"]["size"]
    return {
        "poolBytes": 16384 if large else 4096,
        "arenaBytes": 1 << 20 if large else 1 << 18,
        "alignmentBytes": alignment,
        "poolHeaderBytes": (header + alignment - 1) // alignment * alignment,
        "smallRequestBytes": SMALL_REQUEST_THRESHOLD,
        "gcHeadBytes": structs["PyGC_Head"]["size"],
    }


def hoisted(struct, fields):
    """The fields, with those of the grouping member named as if they were the struct's own."""
    if struct.hoist is None:
        return fields
    prefix = f"{struct.hoist}."
    return {p.removeprefix(prefix): field for p, field in fields.items() if p != struct.hoist}


def below(path, member):
    return path.startswith((member + ".", member + "[]."))


def base_of(struct, fields, structs):
    """The struct this one begins with, and the paths that are therefore not its own."""
    first = next(iter(fields))
    known = {name: spellings(structs, [name]) for name in structs}
    embedded = next((name for name in known if fields[first]["type"] in known[name]), None)
    if fields[first]["kind"] != "struct" or fields[first]["off"] != 0:
        embedded = None
    if embedded and (embedded == struct.base
                     or struct.base is None and has_header(structs[embedded]["fields"])):
        return embedded, {path for path in fields if path == first or below(path, first)}
    # By macro: the base's fields stand here again, under the same names.
    if struct.base is not None:
        base = struct.base
    elif has_header(fields) and struct.name != "PyObject":
        base = "PyVarObject" if "ob_size" in fields and struct.name != "PyVarObject" else "PyObject"
    else:
        return None, set()
    repeated = structs[base]["fields"]
    for path, field in repeated.items():
        if path not in fields or fields[path]["off"] != field["off"]:
            raise Trouble(f"{struct.name} does not begin with {base}: {path}")
    return base, set(repeated)


def has_header(fields):
    """Whether these are the fields of an object."""
    return any(field["off"] == 0 and path.split(".")[-1] == "ob_refcnt"
               for path, field in fields.items())


def value(field):
    """A field as the resource has it: [offset, size, kind, number of elements] or with its bits."""
    if "bits" in field:
        # DWARF counts from the byte; readers load the unit the compiler would load.
        unit = field["off"] // field["size"] * field["size"]
        first = (field["off"] - unit) * 8 + field["bit"]
        return [unit, field["size"], "bits", first, field["bits"]]
    kind = "data" if field["kind"] == "struct" else field["kind"]
    where = [field["off"], field["size"]]
    if "n" in field and (kind != "data" or field["n"] > 1):
        return [*where, kind, field["n"]]
    return where if kind == "data" else [*where, kind]


def reduce(struct, structs, whole, version):
    """One struct as the resource has it."""
    made = structs[struct.name]
    fields = hoisted(struct, made["fields"])
    base, inherited = base_of(struct, fields, structs)
    out = {"size": made["size"]}
    if base:
        out["base"] = base
    types = struct.type_names(version)
    if types:
        out["types"] = types
    out["fields"] = {}
    skipped = [p for p, f in fields.items() if re.sub(r" \[\d*\]$", "", f["type"]) in whole]
    for path, field in fields.items():
        if path in inherited or any(below(path, member) for member in skipped):
            continue
        if struct.frame == path:
            field = {"off": field["off"], "size": field["size"], "kind": "data"}
        if struct.keeps(path):
            out["fields"][path] = value(field)
    return out


def spellings(structs, names):
    """How a field's type names these structs: by typedef, by tag, with and without `struct`."""
    found = set()
    for name in names:
        if name in structs:
            tag = structs[name]["tag"].removeprefix("struct ")
            spelled = {name} if tag == "{...}" else {name, tag}
            found |= spelled | {"struct " + one for one in spelled}
    return found


def resource(version, build):
    """A resource with one build in it. version: (X, Y, Z)."""
    structs = build["structs"]
    short = version[:2]
    inside_objects = spellings(structs, WHOLE)
    inside_runtime = spellings(structs, [s.name for s in OBJECTS + RUNTIME])

    def part(rows, whole):
        made = {}
        for row in rows:
            if row.name in structs:
                made[row.name] = reduce(row, structs, whole, short)
                base = made[row.name].get("base")
                if base is not None and base not in made:
                    raise Trouble(f"structs.py must have {base} before {row.name}")
        return made

    return {
        "version": "%d.%d" % short,
        "constants": constants(build),
        "structs": part(OBJECTS, inside_objects),
        "runtimes": [{
            "builds": [{"version": "%d.%d.%d" % version, "buildId": build["build_id"]}],
            "structs": part(RUNTIME, inside_runtime),
        }],
    }


def common(one, other, name, version):
    """A struct as both builds have it. If they differ, what can be relied on: the fields that are
    the same, and the smaller size."""
    if one.get("base") != other.get("base"):
        raise Trouble(f"{name} has another base within {version}")
    fields = {path: field for path, field in one["fields"].items()
              if other["fields"].get(path) == field}
    lost = (one["fields"].keys() | other["fields"].keys()) - fields.keys()
    made = {"size": min(one["size"], other["size"])}
    if lost or one["size"] != other["size"]:
        print(f"{name} varies within {version}: left out {sorted(lost)}", file=sys.stderr)
    if lost or one["size"] != other["size"] or "varies" in one:
        made["varies"] = True
    rest = {key: other[key] for key in ("base", "types") if key in other}
    return {**made, **rest, "fields": fields}


def by_version(build):
    return [int(number) for number in build["version"].split(".")], build["buildId"]


def merge(old, new):
    """Both builds' knowledge: what belongs to X.Y as both have it, the rest by build."""
    version = old["version"]
    if old["constants"] != new["constants"]:
        raise Trouble(f"constants differ: {old['constants']} and {new['constants']}")
    structs = {}
    for row in OBJECTS:
        both = [part["structs"][row.name] for part in (old, new) if row.name in part["structs"]]
        if len(both) == 2 and both[0] != both[1]:
            structs[row.name] = common(*both, row.name, version)
        elif both:
            structs[row.name] = both[-1]
    runtimes = [dict(runtime, builds=list(runtime["builds"])) for runtime in old["runtimes"]]
    for runtime in new["runtimes"]:
        known = [build["buildId"] for build in runtime["builds"]]
        for other in runtimes:
            other["builds"] = [b for b in other["builds"] if b["buildId"] not in known]
        same = [other for other in runtimes if other["structs"] == runtime["structs"]]
        if same:
            same[0]["builds"] += runtime["builds"]
        else:
            runtimes.append(runtime)
    runtimes = [runtime for runtime in runtimes if runtime["builds"]]
    for runtime in runtimes:
        runtime["builds"].sort(key=by_version)
    runtimes.sort(key=lambda runtime: by_version(runtime["builds"][0]))
    return dict(new, structs=structs, runtimes=runtimes)


# --------------------------------------------------------------------------------------- as a file


def wrapped(items, indent):
    """Items in lines of at most WIDTH columns, each but the last with a comma behind it."""
    lines, line = [], ""
    for number, item in enumerate(items):
        item += "," if number < len(items) - 1 else ""
        if line and len(indent) + len(line) + 1 + len(item) > WIDTH - len(', "fields": {'):
            lines.append(indent + line)
            line = ""
        line = f"{line} {item}" if line else item
    return "\n".join(lines + [indent + line])


def struct_text(name, struct, indent):
    quote = json.dumps
    inner = indent + "  "
    head = [f'{quote(name)}: {{"size": {struct["size"]}']
    if "varies" in struct:
        head.append('"varies": true')
    if "base" in struct:
        head.append(f'"base": {quote(struct["base"])}')
    if "types" in struct:
        types = [quote(type_) for type_ in struct["types"]]
        types[0] = f'"types": [{types[0]}'
        types[-1] += "]"
        head += types
    text = wrapped(head, indent).replace("\n" + indent, "\n" + inner)
    fields = [f"{quote(path)}: {quote(where)}" for path, where in struct["fields"].items()]
    return f'{text}, "fields": {{\n{wrapped(fields, inner)}}}}}'


def structs_text(structs, indent):
    return ",\n".join(struct_text(name, struct, indent) for name, struct in structs.items())


def text(made):
    runtimes = []
    for runtime in made["runtimes"]:
        builds = ",\n".join("      " + json.dumps(build) for build in runtime["builds"])
        runtimes.append('    {"builds": [\n%s\n    ], "structs": {\n%s\n    }}'
                        % (builds, structs_text(runtime["structs"], "      ")))
    return ('{\n  "version": %s,\n  "constants": {\n%s\n  },\n'
            '  "structs": {\n%s\n  },\n  "runtimes": [\n%s\n  ]\n}\n'
            % (json.dumps(made["version"]),
               wrapped([f'"{k}": {v}' for k, v in made["constants"].items()], "    "),
               structs_text(made["structs"], "    "), ",\n".join(runtimes)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--resources", type=pathlib.Path, default=RESOURCES)
    parser.add_argument("--replace", action="store_true",
                        help="forget what the resources of these versions hold")
    parser.add_argument("builds", nargs="+", metavar="VERSION=FILE[:FILE|DIR…]")
    arguments = parser.parse_args()
    made = {}
    for argument in arguments.builds:
        number, _, files = argument.partition("=")
        if not re.fullmatch(r"\d+\.\d+\.\d+", number) or not files:
            raise Trouble(f"not VERSION=FILE: {argument}")
        version = tuple(map(int, number.split(".")))
        new = resource(version, extract(files_of(files)))
        target = arguments.resources / f"cpython-{new['version']}.json"
        if target not in made and target.exists() and not arguments.replace:
            made[target] = json.loads(target.read_text(encoding="utf-8"))
        made[target] = merge(made[target], new) if target in made else new
    for target, contents in made.items():
        written = text(contents)
        assert json.loads(written) == contents
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(written, encoding="utf-8")
        print(f"{target.name}: {len(contents['structs'])} structs, "
              f"{sum(len(r['builds']) for r in contents['runtimes'])} builds, {len(written)} bytes")


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"make.py: {trouble}")
