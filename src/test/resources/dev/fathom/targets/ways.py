"""A target whose objects are held in several ways, each of a known number of objects.

    ways.py

Of Thing there are 700: in a list, in a dict of lists, in a class attribute, in an instance's attribute's list, in a
closure, in a generator. Of Link there are 50, in a chain. Of Child there are 20, each of which refers to its parent.
"""

import truth


class Thing(object):
    pass


class Link(object):
    def __init__(self, below):
        self.below = below


class Child(object):
    def __init__(self, parent):
        self.parent = parent


class Parent(object):
    def __init__(self):
        self.children = [Child(self) for i in range(20)]


class Registry(object):
    items = []


class Store(object):
    def __init__(self, rows):
        self.rows = rows


class App(object):
    def __init__(self, store):
        self.store = store


def closing(kept):
    def closed():
        return kept

    return closed


def generating():
    local = [Thing() for i in range(25)]
    yield local


everything = [Thing() for i in range(600)]
cache = {"first": everything[:100], "second": everything[50:150], 3: {"deep": everything[200:210]}}
Registry.items.extend(everything[:30])
Registry.items.extend(Thing() for i in range(40))
app = App(Store(everything[300:500]))
close = closing([Thing() for i in range(35)])
generator = generating()
next(generator)
chain = None
for i in range(50):
    chain = Link(chain)
parent = Parent()
tree = {"lists": [{"lists": [{"lists": [Thing, 1]}]}, {"lists": [Thing, 2]}]}

truth.serve()
