# Calls what has not been called before.
# After Brandon Rhodes, "Python, Linkers, and Virtual Memory", PyCon 2012.
word = sys.argv[1]


def code():
    """What is in memory of the interpreter's own code."""
    total = 0
    counted = False
    with open("/proc/self/smaps") as text:
        for line in text:
            words = line.split()
            if len(words) > 4 and words[1][1:3] in ("-x", "wx"):
                counted = len(words) > 5 and word in words[5].split("/")[-1]
            elif len(words) > 4 and "-" in words[0]:
                counted = False
            elif counted and words[0] == "Rss:":
                total += int(words[1]) * 1024
    return total


def tell():
    return {"code": code()}


tell()
tell()
stage("started", tell)
frozenset()
stage("frozenset()", tell)
try:
    import json

    json.loads('{"a": [1.5e3, true, "\\u00e9"], "b": null}')
    json.dumps({"a": [1.5, None]})
except ImportError:
    pass
stage("json", tell)
sorted([(i * 7919 % 101, "%x" % i, 10**30 // (i + 1)) for i in range(200)])
"{:>10.3f}".format(1.0 / 3).encode().decode().replace("3", "x").split("x")
stage("arithmetic", tell)
stage("evicted")
frozenset()
sorted([(i * 7919 % 101, "%x" % i, 10**30 // (i + 1)) for i in range(200)])
stage("used-again", tell)
