things = {}
for at = 1, 50000 do things[at] = { name = "thing " .. at, size = at } end
print("READY")
io.stdout:flush()
os.execute("exec sleep 1000")
