import os, socket
s = socket.socket(socket.AF_UNIX)
s.settimeout(10)
s.connect(os.environ["WORK"] + "/s")
s.sendall(b"info status\n")
text = b""
while b"running" not in text:
    part = s.recv(4096)
    assert part
    text += part
