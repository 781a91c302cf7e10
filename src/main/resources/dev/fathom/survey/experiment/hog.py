# Takes memory, a piece at each step.
size = int(sys.argv[1])
hoard = []
while True:
    stage("took")
    hoard.append("x" * (size + len(hoard)))
