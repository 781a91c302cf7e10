import os, socket, struct
s = socket.socket(socket.AF_UNIX)
s.connect(os.environ["WORK"] + "/s")
def packet(kind, body):
    size, head = len(body), bytes([kind])
    while True:
        head += bytes([size & 127 | (128 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + body
def text(of):
    return struct.pack(">H", len(of)) + of
s.sendall(packet(0x10, text(b"MQTT") + bytes([4, 2, 0, 0]) + text(b"load")))
answers = s.makefile("rb")
assert answers.read(4)[3] == 0
for at in range(60_000):
    s.sendall(packet(0x33, text(b"a/topic/of/%d" % at) + struct.pack(">H", 1 + at % 60_000) + b"v" * 500))
    if at % 100 == 99:
        answers.read(400)
