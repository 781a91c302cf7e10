"""Takes the fixed set of looks on the kernel that runs, and compares each figure with what the kernel says:

  looks.py [--own-machine] [--looks "states python container short scope writes"] STATES -- FATHOM...

STATES is the program that makes memory in every state (src/test/resources/dev/fathom/targets/states.c), FATHOM... the
command that starts Fathom. Takes root. Prints a line of JSON for each check:

  {"check": "private", "who": "root", "fathom": …, "kernel": …, "agrees": true}

The look "writes" is tests of Fathom's own: the environment variable FATHOM_TEST_RUNNER is the command that runs those
it is given and says of each what became of it (OutcomeLines).

--own-machine: nobody else uses this machine, so that settings which cannot be put back (ptrace_scope 3) may be made.
"""
import ctypes
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


PAGEMAP_SOFT_DIRTY = 1 << 55
TICKS = 5000
CHURN = """
class Tick: pass
kept = [Tick() for _ in range(%d)]
print("ready", flush=True)
at = 0
while True:
    kept[at %% %d] = Tick()
    at += 1
""" % (TICKS, TICKS)


def is_dirty(pid, address):
    with open("/proc/%d/pagemap" % pid, "rb", 0) as entries:
        return bool(int.from_bytes(os.pread(entries.fileno(), 8, address // PAGE * 8), "little") & PAGEMAP_SOFT_DIRTY)


def has_soft_dirty():
    """Whether a page that was written just now is dirty: never where the kernel has no such bits."""
    own = ctypes.create_string_buffer(4 * PAGE)
    own[2 * PAGE] = b"w"
    return is_dirty(os.getpid(), ctypes.addressof(own) + 2 * PAGE)


def without_shares(answer):
    """What two looks at a process that rests must agree in: not what they cost, nor its parts of what others map."""
    rest = {name: value for name, value in answer.items() if name not in ("cost", "kernel", "warnings")}
    return re.sub(r'"(proportional|pss)": \d+', "", json.dumps(rest, sort_keys=True))


def is_tracked(name, who, fathom, answer):
    """Whether writes were tracked as this kernel can; if not, whether it is said what is missing."""
    warnings = {warning["code"]: warning["message"] for warning in answer["warnings"]}
    tracked = "not-tracked" not in warnings
    said = warnings.get("not-tracked", "")
    agrees = tracked == has_soft_dirty() and (tracked or "CONFIG_MEM_SOFT_DIRTY" in said)
    check(name, who, tracked, has_soft_dirty(), figure="tracked", said=[said], agrees=agrees)
    return tracked


def short_equals_normal(name, who, fathom, *command):
    target = start(who, *command)
    while not target.stdout.readline().startswith("ready"):
        pass
    for question in ("report", "owners"):
        normal = fathom.run(who, question, str(target.pid), "--json")[1]
        brief = fathom.run(who, question, str(target.pid), "--json", "--pause=short")[1]
        if normal is None or brief is None:
            check(name, who, None, "an answer", figure=question, said=fathom.errors)
        elif is_tracked(name, who, fathom, brief):
            cost = brief["cost"]
            check(name, who, cost["draftMillis"] > 0 and cost["walkedAgainBytes"] < cost["bytesRead"] / 2, True,
                  figure=question + ": most was copied while it ran")
            check(name, who, without_shares(brief) == without_shares(normal), True, figure=question + " as without")
    target.kill()
    target.wait()


def churning(who, fathom):
    """The program replaces its objects as fast as it can: there is one more at the most."""
    target = start(who, sys.executable, "-S", "-c", CHURN)
    target.stdout.readline()
    answer = fathom.run(who, "report", str(target.pid), "--json", "--pause=short")[1]
    if answer is None:
        check("short, churning", who, None, "an answer", said=fathom.errors)
    elif is_tracked("short, churning", who, fathom, answer):
        ticks = sum(row["count"] for row in answer["types"] if row["type"].endswith("Tick"))
        check("short, churning", who, ticks, TICKS, figure="objects", agrees=ticks in (TICKS, TICKS + 1))
        check("short, churning", who, answer["cost"]["violations"], 0, figure="violations")
    target.kill()
    target.wait()


def state(pid):
    words = text("/proc/%d/status" % pid)
    fields = ("State", "TracerPid", "Threads", "SigBlk", "VmRSS", "VmPTE", "VmSwap")
    found = [re.search("^%s:.*" % field, words, re.M)[0] for field in fields]
    return found + ["%d mappings" % len(mappings(pid)), sorted(os.listdir("/proc/%d/fd" % pid))]


def killed(who, fathom):
    """Fathom is ended by SIGKILL as soon as the bits of the target have been cleared."""
    if not has_soft_dirty():
        return
    target = start(who, sys.executable, "-S", "-c", PYTHON)
    target.stdout.readline()
    heap = next(m["start"] for m in mappings(target.pid) if m.get("Private_Dirty", 0) > 1 << 20)
    before = state(target.pid)
    look = subprocess.Popen(
        fathom.command + ["report", str(target.pid), "--pause=short"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp", **as_user(who)
    )
    while is_dirty(target.pid, heap + PAGE) and look.poll() is None:
        time.sleep(0.001)
    look.kill()
    ended = look.wait()
    check("short, killed", who, ended, -9, figure="how Fathom ended")
    time.sleep(1)
    check("short, killed", who, state(target.pid), before, figure="state")
    target.kill()
    target.wait()


def short(fathom, program):
    short_equals_normal("short, Python", "user", fathom, sys.executable, "-S", "-c", PYTHON)
    churning("user", fathom)
    killed("user", fathom)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        short_equals_normal("short, C", "root", fathom, program, os.path.join(folder, "file"))


GROUPS = "/sys/fs/cgroup"
MEMBERS = 20
CROWD = """
import mmap, os, signal, socket, sys
folder, members = sys.argv[1], int(sys.argv[2])
with open(folder + "/written", "wb") as file:
    file.write(b"w" * (8 << 20))
with open(folder + "/read", "rb") as file:
    while file.read(1 << 20): pass
with open("/tmp/crowd", "wb") as file:
    file.write(b"t" * (3 << 20))
nameless = os.memfd_create("nameless")
os.write(nameless, b"m" * (2 << 20))
huge = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
huge.madvise(14)
for at in range(0, 8 << 20, 4096): huge[at] = 1
pairs = [socket.socketpair() for _ in range(50)]
if os.path.exists("/sys/class/net/lo"):
    listening = socket.create_server(("127.0.0.1", 0))
    for _ in range(10):
        one = socket.create_connection(listening.getsockname())
        pairs.append((one, listening.accept()[0]))
for one, other in pairs:
    one.setblocking(False)
    try:
        while one.send(b"s" * 65536): pass
    except BlockingIOError: pass
for member in range(members - 1):
    if os.fork() == 0:
        own = bytearray(b"a") * (1 << 20)
        while True: signal.pause()
print("ready", flush=True)
signal.pause()
"""


def container(fathom):
    """Whether what a control group of version 2 is charged is told to the byte, while nothing in it runs."""
    if not os.path.exists(GROUPS + "/cgroup.controllers"):
        subprocess.run(["/bin/busybox", "mount", "-t", "cgroup2", "cgroup2", GROUPS])
    if "memory" not in (text(GROUPS + "/cgroup.controllers") or ""):
        say(check="container", who="root", cannot="no cgroup v2 that counts memory")
        return
    put(GROUPS + "/cgroup.subtree_control", "+memory")
    group = GROUPS + "/crowd"
    os.mkdir(group)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        with open(folder + "/read", "wb") as file:
            file.write(b"r" * (16 << 20))
        os.sync()
        put("/proc/sys/vm/drop_caches", "3")  # so that the group is charged for what it reads
        crowd = subprocess.Popen(
            [sys.executable, "-S", "-c", CROWD, folder, str(MEMBERS)],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: put(group + "/cgroup.procs", str(os.getpid())),
        )
        crowd.stdout.readline()
        put(group + "/cgroup.freeze", "1")
        os.sync()
        time.sleep(5)  # statistics are added up every two seconds
        before = int(text(group + "/memory.current"))
        code, answer = fathom.run("root", "container", group, "--json")
        after = int(text(group + "/memory.current"))
        counted = dict(line.split() for line in text(group + "/memory.stat").splitlines())
        check("container", "root", code, 0, figure="exit code", said=fathom.errors, seconds=fathom.seconds)
        if answer is not None:
            told = answer["group"]
            check("container", "root", told["usage"], before, figure="memory.current", after=after)
            accounts = {account["id"]: account for account in answer["balance"]}
            check(
                "container",
                "root",
                sum(account["bytes"] for account in accounts.values()),
                before,
                figure="accounts = memory.current",
            )
            # What is shared memory is told apart from files.
            files = int(counted["file"]) - int(counted["shmem"])
            for name, theirs in (("anon", int(counted["anon"])), ("file", files), ("shmem", int(counted["shmem"]))):
                check("container", "root", accounts[name]["bytes"], theirs, figure=name)
            parts = accounts["anon"]["children"]
            seen = sum(part["id"].startswith("process.") for part in parts)
            check("container", "root", seen, MEMBERS, figure="processes")
            if "kernel" in counted:
                check("container", "root", accounts["kernel"]["bytes"], int(counted["kernel"]), figure="kernel")
                # Before 5.18 it does not tell all of its own memory, and the rest is larger.
                stock = accounts.get("stock", {"bytes": 0})["bytes"]
                most = max(before // 1000, 64 * PAGE * os.cpu_count())
                check("container", "root", stock, most, figure="the rest", agrees=abs(stock) <= most)
        put(group + "/cgroup.kill", "1")
        put(group + "/cgroup.freeze", "0")
        crowd.kill()
        for pid in (text(group + "/cgroup.procs") or "").split():
            os.kill(int(pid), 9)
        crowd.wait()


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


WRITES = [
    "dev.fathom.os.written.SoftDirtyTest",
    "dev.fathom.cli.ShortPauseTest",
    "dev.fathom.os.written.RefusedTrackingTest",
    "dev.fathom.os.written.KilledLooksTest",
]


def writes():
    """What tests say of tracked writes, as root: which of them ran, and whether they passed."""
    runner = os.environ.get("FATHOM_TEST_RUNNER", "").split()
    if not runner:
        say(check="writes", who="root", cannot="no tests here")
        return
    ended = subprocess.Popen(runner + WRITES, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd="/tmp")
    for line in ended.stdout:
        name, test, outcome, why = line.rstrip("\n").split("\t")
        if outcome == "skipped":
            say(check=name, who="root", figure=test, cannot=why)
        else:
            check(name, "root", outcome, "passed", figure=test, said=[why] if why else [])
    check("writes", "root", ended.wait(), 0, figure="exit code")


def main():
    arguments = sys.argv[1:]
    own_machine = arguments[:1] == ["--own-machine"]
    if own_machine:
        arguments.pop(0)
    looks = ["states", "python", "container", "short", "scope"]
    if arguments[:1] == ["--looks"]:
        looks = arguments[1].split()
        del arguments[:2]
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
            if "states" in looks:
                states(who, fathom, program)
            if "python" in looks:
                python(who, fathom)
        # Of a machine that others use, nobody changes how memory is counted.
        if own_machine and "container" in looks:
            container(fathom)
        if "short" in looks:
            short(fathom, program)
        if "writes" in looks:
            writes()
        if "scope" not in looks:
            pass
        elif text(SCOPE) is None:
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
