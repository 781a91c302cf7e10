"""Objects of which the interpreter tells how they are shared, and what room they have.

Says before it is ready, a line each: `fact ID NAME VALUE`. Of the objects under `kept` the lists of dead ones of their types are
asked afterwards; what was dropped is in them.
"""

import gc
import sys

import truth

gc.disable()
gc.collect()
old = [[1]]
gc.collect()
gc.collect()
young = [[2]]
grown = []
for i in range(5):
    grown.append(i)
exact = [None] * 7
interned = getattr(sys, "intern", None) or intern  # noqa: F821
name = interned("".join(["some", "_", "name"]))
text = "".join(["some", " ", "text"])
numbers = [0, 1, 7, -5, 300, 2**30, -(2**61), 10**40]
empty_list = sys.getsizeof([])
kept = {"list": [1], "dict": {"a": 1}, "float": 1.5, "tuple": (1, str(i))}


def generation(value):
    for each in range(3):
        if any(other is value for other in gc.get_objects(generation=each)):
            return each
    return -1


def announce():
    def fact(value, name, told):
        print("fact %d %s %s" % (id(value), name, told))

    fact(name, "interned", "yes")
    fact(text, "interned", "no")
    for value in (grown, exact):
        room = (sys.getsizeof(value) - empty_list) // 8
        fact(value, "room", "for %d, of these %d used, %d over-allocated" % (room, len(value), room - len(value)))
    for value in numbers:
        fact(value, "value", value)
        if sys.version_info >= (3,):
            bits = sys.int_info.bits_per_digit
            digits = (abs(value).bit_length() + bits - 1) // bits
            fact(value, "digits", "%d of %d bits" % (digits, bits))
        if -5 <= value <= 256:
            fact(value, "cached small int", "yes, shared by all" if int(str(value)) is value else "no")
    if sys.version_info >= (3, 8):
        fact(old, "generation", generation(old))
        fact(young, "generation", generation(young))


def drop():
    lists = [[i] for i in range(50)]
    floats = [i * 1.5 for i in range(60)]
    tuples = [(i, str(i)) for i in range(70)]
    dicts = [{"a": i} for i in range(30)]
    return len(lists) + len(floats) + len(tuples) + len(dicts)


announce()
for what in sorted(kept):
    print("kept %d %s" % (id(kept[what]), what))
drop()
sys.stdout.flush()
truth.serve()
