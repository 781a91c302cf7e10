things = {}
for at = 1, 300000 do things[at] = { name = "thing " .. at, size = at } end
collectgarbage()
local file = io.open("truth.json", "w")
file:write(string.format('{"count": %d}', collectgarbage("count") * 1024))
file:close()
print("READY")
io.stdout:flush()
os.execute("exec sleep 1000")
