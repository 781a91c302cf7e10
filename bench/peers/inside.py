"""Fills a process as a target of bench/run is filled, and has the tools that run inside a process look at it:

  inside.py SCRIPT ARGUMENTS...

SCRIPT is one of src/test/resources/dev/fathom/targets. A line for each tool and question, tabs between: name, wall seconds,
processor seconds; or name, `absent`, why. The first look of each counts: who asks a process asks once.

  objgraph    python3-objgraph, or wherever it can be imported from: most_common_types()
  guppy       guppy3, imported from the folder that FATHOM_BENCH_GUPPY names, or from where it is installed:
              heap() and its text, as a user sees it; then the retained size (domisize) of each row of that text
"""
import importlib
import os
import runpy
import sys
import time

ROWS = 10  # which guppy3's text shows


def measured(name, ask):
    wall, cpu = time.perf_counter(), time.process_time()
    answer = ask()
    told(name, "%.3f" % (time.perf_counter() - wall), "%.3f" % (time.process_time() - cpu))
    return answer


def told(*words):
    os.write(1, ("\t".join(words) + "\n").encode())


def imported(name, folder=None):
    if folder:
        sys.path.insert(0, folder)
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        told(name, "absent", str(missing))
        return None
    finally:
        if folder:
            sys.path.remove(folder)


def ask():
    objgraph = imported("objgraph")
    if objgraph:
        measured("objgraph", objgraph.most_common_types)
    guppy = imported("guppy", os.environ.get("FATHOM_BENCH_GUPPY"))
    if guppy:
        # What is imported when the first question is asked is part of the answer's price.
        def heap():
            found = guppy.hpy().heap()
            str(found)
            return found

        found = measured("guppy", heap)
        measured("guppy domisize", lambda: [found[row].domisize for row in range(min(ROWS, len(found)))])
    os._exit(0)


script, sys.argv = sys.argv[1], sys.argv[1:]
sys.path.insert(0, os.path.dirname(script))
import truth  # of the targets

truth.serve = ask
runpy.run_path(script, run_name="__main__")
