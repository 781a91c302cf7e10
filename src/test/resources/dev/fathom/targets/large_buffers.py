"""A target most of whose memory is large buffers of C, of the library that its argument names: some
with a mapping of their own, more of them side by side in malloc's heap. Where there is no such
library it says `skip` and why, and ends."""

import importlib
import sys

import truth

LIBRARY = sys.argv[1]

try:
    library = importlib.import_module(LIBRARY)
except ImportError:
    print("skip: this interpreter has no " + LIBRARY)
    sys.exit(0)

if LIBRARY == "numpy":
    # Above and below malloc's threshold for mappings, which grows up to 32 MiB with what is freed.
    library.ones(3 << 20)
    held = [library.full(length, 1.5) for length in (1 << 12, 20_000, 1 << 16, 1 << 18) * 20]
elif LIBRARY == "pandas":
    held = library.DataFrame({"column %d" % at: range(200_000) for at in range(12)})
    held["text"] = ["text %d" % (at % 50_000) for at in range(200_000)]
    parts = [held[held["column 0"] % 10 == part].copy() for part in range(10)]
elif LIBRARY == "lxml":
    # Nodes of C, each with pointers to others where an object would have its type.
    etree = importlib.import_module("lxml.etree")
    held = etree.XML("<list>" + "".join("<item number='%d'>text %d</item>" % (at, at) for at in range(120_000)) + "</list>")

truth.serve()
