"""Names that come from data, which the interpreter interns: interned.py [COUNT]"""

import sys

import truth

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
intern = getattr(sys, "intern", None) or __builtins__.intern


class Row(object):
    pass


for number in range(COUNT):
    row = Row()
    setattr(row, "column_%d" % number, number)
    intern("/data/segment/%d" % number)
del row, number

truth.serve()
