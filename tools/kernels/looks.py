"""Takes the fixed set of looks on the kernel that runs, and compares each figure with what the kernel says:

  looks.py [--own-machine] STATES -- FATHOM...

STATES is the program that makes memory in every state (src/test/resources/dev/fathom/targets/states.c), FATHOM... the
command that starts Fathom. Takes root. Prints a line of JSON for each check:

  {"check": "private", "who": "root", "fathom": …, "kernel": …, "agrees": true}

--own-machine: nobody else uses this machine, so that settings which cannot be put back (ptrace_scope 3) may be made.
"""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

USER = 1000
PAGE = 4096
PARTIAL = 3
POOL = "/proc/sys/vm/nr_hugepages"
MERGING = "/sys/kernel/mm/ksm/run"
MERGING_PAGES = "/sys/kernel/mm/ksm/pages_to_scan"
SCOPE = "/proc/sys/kernel/yama/ptrace_scope"


def say(**line):
    print(json.dumps(line), flush=True)


def check(name, who, fathom, kernel, **more):
    more.setdefault("agrees", fathom == kernel)
    say(check=name, who=who, fathom=fathom, kernel=kernel, **more)


def text(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return None


def put(path, value):
    try:
        with open(path, "w") as file:
            file.write(value)
    except OSError:
        pass


class Settings:
    """Settings of the kernel that are put back in the end."""

    def __init__(self):
        self.before = []

    def set(self, path, value):
        found = text(path)
        if found is not None:
            self.before.append((path, found.strip()))
            put(path, value)

    def put_back(self):
        for path, value in reversed(self.before):
            put(path, value)


def mappings(pid):
    """What smaps says of each mapping, in bytes."""
    found = []
    for line in text("/proc/%d/smaps" % pid).splitlines():
        if match := re.match(r"([0-9a-f]+)-([0-9a-f]+) ", line):
            found.append({"start": int(match[1], 16), "end": int(match[2], 16)})
        elif match := re.match(r"(\w+): +(\d+) kB", line):
            found[-1][match[1]] = int(match[2]) * 1024
    return found


def total(counted, *names):
    return sum(mapping.get(name, 0) for mapping in counted for name in names)


def status(pid, name):
    match = re.search(r"^%s:\s+(\d+) kB" % name, text("/proc/%d/status" % pid), re.M)
    return int(match[1]) * 1024 if match else 0


def as_user(who):
    return {} if who == "root" else {"user": USER, "group": USER, "extra_groups": []}


class Fathom:
    def __init__(self, command):
        self.command = command

    def run(self, who, *arguments):
        since = time.monotonic()
        ended = subprocess.run(
            self.command + list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/tmp",
            env={"PATH": os.environ["PATH"], "HOME": "/tmp", "LANG": "C.UTF-8"},
            timeout=900,
            **as_user(who),
        )
        self.seconds = round(time.monotonic() - since, 1)
        self.errors = ended.stderr.decode().splitlines()
        try:
            return ended.returncode, json.loads(ended.stdout)
        except ValueError:
            return ended.returncode, None


def leaves(accounts):
    for account in accounts:
        if "children" in account:
            yield from leaves(account["children"])
        else:
            yield account


def balance(name, who, fathom, pid):
    """Whether the report of a process that sleeps is what the kernel says of it."""
    code, report = fathom.run(who, "report", str(pid), "--json")
    truth = mappings(pid)
    warnings = report["warnings"] if report else []
    said = fathom.errors + [warning["message"] for warning in warnings]
    codes = {warning["code"] for warning in warnings}
    # What is in the swap area is not read, so that it stays there: the answer is partial, and says so.
    partial = total(truth, "Swap") > 0 or "recount" in codes
    check(name, who, code, PARTIAL if partial else 0, figure="exit code", said=said, seconds=fathom.seconds)
    if report is None:
        return
    resident = {}
    for leaf in leaves(report["balance"]["accounts"]):
        resident[leaf["id"]] = resident.get(leaf["id"], 0) + leaf["resident"]
        if leaf["resident"] < 0:
            check(name, who, leaf["resident"], 0, figure="no leaf negative: " + leaf["id"])
    kernel = report["kernel"]
    for figure, ours, theirs in (
        ("leaves = Rss", sum(resident.values()), total(truth, "Rss")),
        ("the kernel's own Rss", kernel.get("rss"), total(truth, "Rss")),
        ("given back (MADV_FREE)", resident.get("lazyfree", 0), total(truth, "LazyFree")),
        ("swap", kernel.get("swap"), total(truth, "Swap")),
        ("pool of huge pages", kernel.get("hugetlb"), total(truth, "Shared_Hugetlb", "Private_Hugetlb")),
        ("page tables", kernel.get("pageTables"), status(pid, "VmPTE")),
    ):
        # The report says itself that the two counts differ, and by how much.
        told = figure == "leaves = Rss" and "recount" in codes and ours != theirs
        check(name, who, ours, theirs, figure=figure, **({"told": True} if told else {}))


def regions(who, fathom, pid, regions_told):
    """Whether the pages of each state are counted as the kernel counts them."""
    code, pages = fathom.run(who, "pages", str(pid), "--json")
    truth = mappings(pid)
    check("pages", who, code, 0, figure="exit code", said=fathom.errors, seconds=fathom.seconds)
    if pages is None:
        return
    names = (("rss", "Rss"), ("swapped", "Swap"))
    for name, start, end in regions_told:
        seen = [m for m in pages["mappings"] if m["start"] < end and start < m["end"]]
        there = [m for m in truth if m["start"] < end and start < m["end"]]
        # A mapping of which nothing is in memory may be left out.
        check(
            name,
            who,
            {field: sum(m[field] for m in seen) for field, _ in names},
            {field: total(there, key) for field, key in names},
        )
    if pages["framesShown"] and merged_pages():
        # Since 6.6 of each mapping; before, of all processes, of which this is the only one that asks for it.
        by_mapping = any("KSM" in mapping for mapping in truth)
        merged = total(truth, "KSM") if by_mapping else merged_pages() * PAGE
        check("merged pages", who, sum(m["merged"] for m in pages["mappings"]), merged)


def start(who, *command):
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/tmp", **as_user(who)
    )


def merged_pages():
    """How many pages of all processes are merged."""
    folder = os.path.dirname(MERGING)
    return sum(int(text(os.path.join(folder, name)) or 0) for name in ("pages_shared", "pages_sharing"))


def await_merged():
    """Until the merger has gone through all of it: what is merged no longer changes."""
    before, still = -1, 0
    for _ in range(60):
        now = merged_pages()
        still = still + 1 if now == before else 0
        if still == 6 and now > 0:
            break
        before = now
        time.sleep(0.5)
    put(MERGING, "0")


def states(who, fathom, program):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        os.chmod(folder, 0o777)
        if text(MERGING) is not None:
            put(MERGING, "1")
        target = start(who, program, os.path.join(folder, "file"))
        told = []
        for line in target.stdout:
            words = line.split()
            if words[0] == "ready":
                break
            if words[0] == "region":
                told.append((words[1], int(words[2], 16), int(words[3], 16)))
            else:
                say(check=words[1], who=who, cannot=" ".join(words[2:]))
        if text(MERGING) is not None:
            await_merged()
        balance("states", who, fathom, target.pid)
        regions(who, fathom, target.pid, told)
        target.stdin.close()
        target.wait()


PYTHON = """
kept = [{"name": str(i), "values": [i] * 5} for i in range(20000)]
print("ready", flush=True)
input()
"""


def python(who, fathom):
    target = start(who, sys.executable, "-S", "-c", PYTHON)
    target.stdout.readline()
    balance("python", who, fathom, target.pid)
    target.kill()
    target.wait()


def permission(who, fathom, scope):
    target = start("user", "/bin/sleep", "1000")
    try:
        code, _ = fathom.run(who, "report", str(target.pid), "--json")
        allowed = scope == 0 or scope < 3 and who == "root"
        right = code == 0 if allowed else code == 1 and len(fathom.errors) == 1
        said = " ".join(fathom.errors)
        if not allowed:
            right = right and "ptrace_scope is %d" % scope in said
        # Behind 3 is no way back until the machine is started again, and root is no way round it.
        if scope == 3:
            right = right and "sudo" not in said
        say(
            check="ptrace_scope %d" % scope,
            who=who,
            fathom=code,
            kernel=0 if allowed else 1,
            agrees=right,
            said=fathom.errors,
        )
    finally:
        target.kill()
        target.wait()


def main():
    arguments = sys.argv[1:]
    own_machine = arguments[:1] == ["--own-machine"]
    if own_machine:
        arguments.pop(0)
    program, fathom = arguments[0], Fathom(arguments[2:])
    say(release=os.uname().release, swap=len(text("/proc/swaps").splitlines()) > 1)
    # Before 5.16 an ordinary user may lock 64 KiB.
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (1 << 20, 1 << 20))
    settings = Settings()
    try:
        settings.set(POOL, "4")
        settings.set(MERGING, "0")
        settings.set(MERGING_PAGES, "5000")
        for who in ("root", "user"):
            states(who, fathom, program)
            python(who, fathom)
        if text(SCOPE) is None:
            say(check="ptrace_scope", who="root", cannot="no Yama in this kernel")
        elif own_machine:
            for scope in range(4):
                put(SCOPE, str(scope))
                for who in ("root", "user"):
                    permission(who, fathom, scope)
        say(ended=True)
    finally:
        settings.put_back()


main()
