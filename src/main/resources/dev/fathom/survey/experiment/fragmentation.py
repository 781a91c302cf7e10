# Fills memory with strings that grow, and drops every other one.
# After Claudio Freire, "Memory debugging and defragmentation", PyConAr 2010.
items = int(sys.argv[1])


def tell():
    return {
        "letters": sum(map(len, l)),
        "strings": len(l),
        "anonymous": kernel("smaps_rollup", "Anonymous"),
    }


def again():
    for i in range(1, 100):
        ll = [" " * i * 16 for j in range(items // i)]
        ll = ll[::2]
        l.extend(ll)


l = []
tell()
stage("started", tell)
again()
stage("made", tell)
del l
l = []
stage("dropped", tell)
again()
stage("again", tell)
