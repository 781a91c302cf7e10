"""Containers with few entries for their size, and such that are as full as growth leaves them.

Says `sparse NAME BEFORE AFTER ENTRIES` for each that has much room: what sys.getsizeof says of it, and of a new
one, which a forked child makes. Those that are full it only keeps. Then it serves (see truth.py).

    sparse.py NAME   has the one of that name alone; `full` only those that are full; `many` many small ones
"""

import collections
import os
import sys

import truth

ENTRIES = 400000
LEFT = 10

numbers = list(range(ENTRIES))


def emptied(made, delete):
    for number in numbers[LEFT:]:
        delete(made, number)
    return made


def counted():
    return dict.fromkeys(numbers)


def named():
    return dict.fromkeys([str(number) for number in numbers])


def a_dict():
    return emptied(counted(), dict.pop), dict


def a_dict_of_names():
    made = named()
    for number in numbers[LEFT:]:
        del made[str(number)]
    return made, dict


def a_set():
    return emptied(set(numbers), set.remove), set


def an_ordered_dict():
    return emptied(collections.OrderedDict.fromkeys(numbers), lambda d, n: d.pop(n)), collections.OrderedDict


def a_defaultdict():
    made = collections.defaultdict(int, counted())
    return emptied(made, lambda d, n: d.pop(n)), lambda old: collections.defaultdict(int, old)


def a_list():
    made = [None] * (10 * ENTRIES)
    del made[6 * ENTRIES :]
    return made, lambda old: old[:]


def a_bytearray():
    made = bytearray(b"\1" * (40 * ENTRIES))
    del made[24 * ENTRIES :]
    return made, bytearray


MAKERS = {
    "table": a_dict,
    "words": a_dict_of_names,
    "seen": a_set,
    "order": an_ordered_dict,
    "counts": a_defaultdict,
    "rows": a_list,
    "text": a_bytearray,
}


class Shelf(object):
    pass


def sizes(name, old, copy):
    # In a child: what was made anew would leave its marks here.
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        print("sparse %s %d %d %d" % (name, sys.getsizeof(old), sys.getsizeof(copy(old)), len(old)))
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)


wanted = sys.argv[1]
if wanted == "full":
    # As growth and other means leave them, at all sizes.
    full_dict, full_set, full_list, full_bytes = {}, set(), [], bytearray()
    grown = [[] for _ in range(50)]
    for number in numbers:
        full_dict[number] = None
        full_set.add(number)
        full_list.append(number)
        full_bytes.append(number & 255)
    for step, one in enumerate(grown):
        one.extend(numbers[: 1000 * step])
        one.append(None)
    halved = dict.fromkeys(numbers[: len(numbers) * 2 // 3])
    copies = [dict(full_dict), set(full_set), list(full_list), bytearray(full_bytes)]
elif wanted == "many":
    shelves = [set(numbers[:2000]) for _ in range(1000)]
    for one in shelves:
        for number in numbers[LEFT:2000]:
            one.remove(number)
else:
    kept, copy = MAKERS[wanted]()
    # Some are variables, some attributes.
    sizes(wanted, kept, copy)
    if wanted == "seen":
        shelf = Shelf()
        shelf.kept = kept
        del kept
del numbers
truth.serve()
