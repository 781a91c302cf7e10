"""Prints what peers took beside what Fathom took for a target of the same shape:

  compare.py NAME PEERS REPORT OWNERS PAUSE

PEERS has the lines of inside.py and core.py; REPORT and OWNERS a line for each run of the command: wall and processor
seconds; PAUSE is Fathom's, in milliseconds. Of each the median counts.
"""
import statistics
import sys

# What guppy3's heap() and its text are reckoned at, of a million instances, where there is no guppy3. objgraph sees what the
# collector tracks, and no strings: of these it says nothing.
OBJGRAPH_UNIT = 12
# Wall time of the whole command, cold, against the peer's: `report`, `owners`.
BUDGETS = {"strings": (0.5, 0.5), "instances": (0.3, 0.5)}

name, peers, report, owners, pause = sys.argv[1:]
taken, absent = {}, {}
with open(peers) as lines:
    for line in lines:
        peer, first, second = line.rstrip("\n").split("\t")
        if first == "absent":
            absent[peer] = second
        else:
            taken.setdefault(peer, []).append((float(first), float(second)))


def medians(pairs):
    return tuple(statistics.median(column) for column in zip(*pairs))


def read(path):
    with open(path) as lines:
        return medians([tuple(map(float, line.split())) for line in lines])


def line(peer, wall, cpu, command, ours, budget=None):
    print(
        "  %-46s %6.2f s wall, %6.2f s cpu; %s / it: %.2f wall, %.2f cpu%s"
        % (peer, wall, cpu, command, ours[0] / wall, ours[1] / cpu, " (budget %.1f wall)" % budget if budget else "")
    )


report, owners = read(report), read(owners)
for_report, for_owners = BUDGETS[name]
if "guppy" in taken:
    heap = medians(taken["guppy"])
    line("guppy3, heap() and its text", *heap, "report", report, for_report)
    retained = medians(taken["guppy domisize"])
    both = tuple(sum(pair) for pair in zip(heap, retained))
    line("guppy3, the same and domisize of its ten rows", *both, "owners", owners, for_owners)
if "objgraph" in taken and name != "instances":
    absent["objgraph"] = "it sees what the collector tracks, and no strings"
elif "objgraph" in taken:
    wall, cpu = (OBJGRAPH_UNIT * seconds for seconds in medians(taken["objgraph"]))
    line("objgraph, most_common_types() × %d" % OBJGRAPH_UNIT, wall, cpu, "report", report, for_report)
if "gcore" in taken:
    wall, held = medians(taken["gcore"])
    ratio = "%.2f" % (float(pause) / 1000 / held) if held else "–"
    print("  %-46s %6.2f s wall, held for %.2f s; pause of Fathom / it: %s" % ("gcore", wall, held, ratio))
for peer, why in absent.items():
    print("  %-46s absent: %s" % ({"guppy": "guppy3"}.get(peer, peer), why))
