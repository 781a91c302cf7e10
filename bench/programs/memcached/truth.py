import json, os, socket
s = socket.socket(socket.AF_UNIX)
s.connect(os.environ["WORK"] + "/s")
answers = s.makefile("r")
found = {}
for command in ("stats", "stats slabs"):
    s.sendall(command.encode() + b"\r\n")
    for line in iter(lambda: answers.readline().split(), ["END"]):
        found[line[1]] = line[2]
print(json.dumps({key: int(found[key]) for key in ("total_malloced", "curr_items", "bytes")}))
