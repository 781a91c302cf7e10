"""A target for 2.7: classes of the old style, whose instances are all of one type; str and unicode; ints.

With Python 3 it says `skip`, and ends.
"""

import sys

import truth

if sys.version_info >= (3,):
    print("skip: Python 3 has no classes of the old style")
    sys.exit(0)


class Old:
    def __init__(self, number):
        self.number = number
        self.text = u"unicode %d" % number


class Other:
    pass


class Tagged(str):
    pass


olds = [Old(i) for i in range(700)]
others = [Other() for i in range(30)]
tagged = [Tagged("text-%d" % i) for i in range(40)]
for each in tagged:
    each.tag = ["of", each]
ints = list(range(100000, 130000))
del ints[::2]
floats = [i + 0.5 for i in range(5000)]
small = {1: "a table in the dict itself"}
large = dict((i, str(i)) for i in range(1000))
shrunk = set(range(100))
shrunk.difference_update(range(90))

truth.serve()
