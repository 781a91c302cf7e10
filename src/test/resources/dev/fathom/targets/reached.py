"""Objects of which it is known how much they lead to.

Says before it is ready, a line each: `size NAME ID GETSIZEOF DEEP`. DEEP is the sum of `sys.getsizeof` over all that the object
leads to by `gc.get_referents` and the keys of dicts, each once, without classes, functions and modules. The names of attributes
are the class's: its instances share a table of them.
"""

import gc
import sys

import truth


class Node(object):
    def __init__(self, text):
        self.items = [1, 2, 3]
        self.table = {"k": (1.5, text), (7, 8): text}


names = {}
names["one"] = 1
names["large"] = 10**10
names["a"] = "a"
names["gotmemory"] = "gotmemory?"
names["list"] = [1]
names["appended"] = []
names["appended"].append(1)
names["shared"] = [names["list"], names["list"], names["gotmemory"]]
names["ring"] = [names["shared"]]
names["ring"].append(names["ring"])
names["nodes"] = [Node("x" * i) for i in range(100)]
names["dict"] = dict((i, str(i)) for i in range(1000))
names["set"] = set(range(300, 400))
names["method"] = Node("y").__init__


def left_out(value):
    return isinstance(value, type) or type(value).__name__ in (
        "module", "function", "builtin_function_or_method", "code", "frame", "classobj", "NoneType")


def deep(value):
    seen = {}
    attributes = set()
    pending = [value]
    total = 0
    while pending:
        each = pending.pop()
        if id(each) not in seen and not left_out(each):
            seen[id(each)] = each
            total += sys.getsizeof(each)
            pending.extend(gc.get_referents(each))
            if type(each) is Node and sys.version_info < (3, 11):
                attributes.add(id(each.__dict__))
            if isinstance(each, dict) and id(each) not in attributes:
                pending.extend(each.keys())
    return total


def announce():
    for name in sorted(names):
        value = names[name]
        print("size %s %d %d %d" % (name, id(value), sys.getsizeof(value), deep(value)))
    sys.stdout.flush()


announce()
truth.serve()
