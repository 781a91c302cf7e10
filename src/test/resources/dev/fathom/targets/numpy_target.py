"""A target that holds numpy arrays. Without numpy it says `skip` and why, and ends."""

import sys

import truth

try:
    import numpy
except ImportError:
    print("skip: this interpreter has no numpy")
    sys.exit(0)

MIB = 1 << 20

small = [numpy.arange(i, dtype="int32") for i in range(1, 200)]
medium = [numpy.full(1000 + i, i, dtype="float64") for i in range(100)]
large = numpy.ones(8 * MIB)  # 64 MiB, all of it resident
untouched = numpy.zeros(8 * MIB)  # 64 MiB, of which nothing is
table = numpy.ones((500, 500))
rows = [table[i] for i in range(500)]  # views into the middle
transposed = table.T
every_other = large[::2]
scalar = numpy.array(3.5)
scalars = [numpy.float64(i) for i in range(100)]
words = numpy.array(["text-%d" % i for i in range(1000)])
objects = numpy.array([["a list"] for i in range(100)] + [None], dtype=object)
points = numpy.zeros(1000, dtype=[("name", "S16"), ("x", "f8"), ("y", "f8")])
points["x"] = 1.5
masked = numpy.ma.masked_array(numpy.ones(100), mask=[i % 2 for i in range(100)])
borrowed = numpy.frombuffer(bytearray(b"\x01" * 4096), dtype="uint8")

truth.serve()
