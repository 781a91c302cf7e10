import gc, json, time
class Thing:
    def __init__(self, at):
        self.name, self.size = "thing %d" % at, at
things = [Thing(at) for at in range(500_000)]
gc.collect()
with open("truth.json", "w") as file:
    json.dump({"gc": gc.get_stats()._s.total_gc_memory}, file)
print("READY", flush=True)
while True:
    time.sleep(1000)
