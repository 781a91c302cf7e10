"""A chain of 100 `Node`s from the variable `head`, each with a dict of its own attributes. Then it serves (see
truth.py)."""

import truth


class Node(object):
    def __init__(self, following):
        self.following = following
        vars(self)


head = None
for _ in range(100):
    head = Node(head)
truth.serve()
