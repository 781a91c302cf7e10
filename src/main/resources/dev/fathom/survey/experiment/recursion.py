# Calls a function within itself, with a large variable at each depth.
# After Tim Bunce, "Perl Memory Use", OSCON 2012, in another language.
depth = int(sys.argv[1])
size = int(sys.argv[2])


def foo(left):
    var = "#" * size
    if left:
        foo(left - 1)
    return 1


def tell():
    return {"data": kernel("status", "VmData"), "anonymous": kernel("smaps_rollup", "Anonymous")}


tell()
stage("started", tell)
foo(depth)
stage("called", tell)
foo(depth)
stage("again", tell)
del foo
stage("undefined", tell)
