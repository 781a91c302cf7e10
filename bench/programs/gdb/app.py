import gc, json, signal
lines = ["the text of line %d" % at for at in range(300_000)]
with open("truth.json", "w") as file:
    json.dump({"lines": len(lines)}, file)
gc.collect()
print("READY", flush=True)
signal.pause()
