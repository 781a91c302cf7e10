import gc, json, signal
lines = ["the text of line %d" % at for at in range(300_000)]
gc.collect()
with open("truth.json", "w") as file:
    json.dump({"lines": len(lines)}, file)
print("READY", flush=True)
signal.pause()
