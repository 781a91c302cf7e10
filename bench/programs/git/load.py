import sys
out = sys.stdout.buffer
for at in range(1, 400_001):
    text = b"blob %d" % at
    out.write(b"blob\nmark :%d\ndata %d\n%s\n" % (at, len(text), text))
out.write(b"progress READY\n")
out.flush()
