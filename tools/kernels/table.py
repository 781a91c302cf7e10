"""Makes a table of what the looks on some kernels told (lines of JSON from looks.py):

  table.py NAME...       reads each NAME.looks

A row is a check, a column a kernel; then a line for each figure that is not the kernel's. Exits with 1 where there is one
that the report itself does not tell.
"""
import json
import sys

LOOKERS = ("root", "user")


def read(path):
    with open(path, errors="replace") as lines:
        # On a serial line there may be more than was written to it.
        return [json.loads(line) for line in lines if line.startswith("{")]


def cell(lines):
    if lines and all("cannot" in line for line in lines):
        return "–"
    wrong = [line for line in lines if not line.get("agrees", True)]
    if not wrong:
        return "yes" if lines else ""
    return "told" if all("told" in line for line in wrong) else "**no**"


def main(names):
    kernels = [read(name + ".looks") for name in names]
    releases = [next(line["release"] for line in kernel if "release" in line) for kernel in kernels]
    checks = list(dict.fromkeys(line["check"] for kernel in kernels for line in kernel if "check" in line))
    print("| root · user | " + " | ".join(releases) + " |")
    print("|---|" + "---|" * len(releases))
    for check in checks:
        cells = []
        for kernel in kernels:
            lines = [line for line in kernel if line.get("check") == check]
            by_looker = [cell([line for line in lines if line["who"] == who]) for who in LOOKERS]
            cells.append(" · ".join(filter(None, by_looker)))
        print("| " + " | ".join([check] + cells) + " |")
    for release, kernel in zip(releases, kernels):
        for line in kernel:
            if "cannot" in line and "figure" in line:
                print("\n* %s: %s, %s: not tried: %s" % (release, line["check"], line["figure"], line["cannot"]))
    untold = 0
    for release, kernel in zip(releases, kernels):
        for line in kernel:
            if line.get("agrees") is False:
                untold += "told" not in line
                what = ", ".join(filter(None, (release, line["who"], line["check"], line.get("figure"))))
                said = "".join("; said: " + each for each in line.get("said", []))
                print("\n* %s: Fathom says %s, the kernel %s%s" % (what, line["fathom"], line["kernel"], said))
    return 1 if untold else 0


sys.exit(main(sys.argv[1:]))
