# Makes objects of one kind, in steps, and holds them in a list that is there before.
# After Kavya Joshi, "The Memory Chronicles: A Tale of Two Pythons", 2017.
part = sys.argv[1]
items = int(sys.argv[2])
steps = int(sys.argv[3])


class Plain:
    def __init__(self):
        self.first = None
        self.second = None


class Slotted:
    __slots__ = ("first", "second")

    def __init__(self):
        self.first = None
        self.second = None


def appended():
    one = []
    one.append(None)
    return one


base = 10**10
make = {
    "ints": lambda i: base + i,
    "strings": lambda i: "%06d-?!+" % i,
    "list-0": lambda i: [],
    "list-1": lambda i: [None],
    "list-1-appended": lambda i: appended(),
    "list-10": lambda i: [None] * 10,
    "dicts": lambda i: {"first": None, "second": None},
    "instances": lambda i: Plain(),
    "slotted": lambda i: Slotted(),
}.get(part)
keep = [] if part == "list-growing" else [None] * items


def fill(start, end):
    if make is None:
        for i in range(start, end):
            keep.append(None)
    else:
        for i in range(start, end):
            keep[i] = make(i)


def own():
    if hasattr(gc, "get_rpy_memory_usage"):
        size = gc.get_rpy_memory_usage
    elif hasattr(sys, "getsizeof"):
        size = sys.getsizeof
    else:
        return gc.mem_alloc()
    if make is None:
        return size(keep)
    total = 0
    for each in keep:
        if each is not None:
            total += size(each)
    return total


def tell():
    made = len(keep) if make is None else sum(1 for each in keep if each is not None)
    return {"own": own(), "made": made, "anonymous": kernel("smaps_rollup", "Anonymous")}


if make is not None:
    keep[0] = make(0)
    keep[0] = None
tell()
done = 0
for step in range(steps + 1):
    goal = items * step // steps
    fill(done, goal)
    done = goal
    stage("%d" % done, tell)
