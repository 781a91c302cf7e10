"""Lays out modules of a kernel for a machine that has no tools to load them with:

  modules.py FOLDER INTO NAME...

Copies the modules NAME... of /lib/modules/VERSION (FOLDER), and those that they need, into INTO, unpacked, and
prints their file names in the order in which they have to be loaded. What is built into the kernel is left out.
"""
import lzma
import os
import re
import sys


def content(path):
    with open(path, "rb") as file:
        data = file.read()
    return lzma.decompress(data) if path.endswith(".xz") else data


def main(folder, into, names):
    files = {}
    for place, _, found in os.walk(folder):
        for file in found:
            if match := re.fullmatch(r"(.+)\.ko(\.xz)?", file):
                files[match[1].replace("-", "_")] = os.path.join(place, file)
    with open(os.path.join(folder, "modules.builtin")) as lines:
        built_in = {os.path.basename(line).split(".ko")[0].replace("-", "_") for line in lines}
    done = set()

    def load(name):
        if name in done or name in built_in:
            return
        done.add(name)
        if name not in files:
            sys.exit("modules.py: no module " + name + " in " + folder)
        data = content(files[name])
        # The section .modinfo: words that end with a zero byte.
        needs = re.search(rb"\0depends=([^\0]*)\0", data)
        for need in filter(None, (needs[1] if needs else b"").decode().split(",")):
            load(need.replace("-", "_"))
        with open(os.path.join(into, name + ".ko"), "wb") as file:
            file.write(data)
        print(name + ".ko")

    for name in names:
        load(name)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
