import gc, json

CACHE = {"user:%d" % at: {"name": "user %d" % at, "visits": [at, at + 1]} for at in range(100_000)}
gc.collect()


def application(environment, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    gc.collect()
    return [json.dumps({"users": len(CACHE), "owned": 1 + 5 * len(CACHE)}).encode()]
