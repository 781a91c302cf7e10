import os, socket
s = socket.socket(socket.AF_UNIX)
s.connect(os.environ["WORK"] + "/s")
answers = s.makefile("rb")
for start in range(0, 100_000, 1000):
    s.sendall(b"".join(b"set key:%d 0 0 1000\r\n%s\r\n" % (at, b"v" * 1000) for at in range(start, start + 1000)))
    for _ in range(1000):
        assert answers.readline() == b"STORED\r\n"
