"""A target that holds N (default 1,000,000) instances of a plain class, each with two attributes."""

import sys

import truth


class Plain(object):
    def __init__(self, number):
        self.number = number
        self.half = number / 2.0


instances = [Plain(i) for i in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1000000)]

truth.serve()
