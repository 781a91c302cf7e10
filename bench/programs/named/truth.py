import http.client, json, os
port = int(open(os.environ["WORK"] + "/web").read())
web = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
web.request("GET", "/json/v1/mem")
memory = json.load(web.getresponse())["memory"]
zone = sum(context.get("inuse", 0) for context in memory["contexts"])
print(json.dumps({"InUse": zone or memory["InUse"]}))
assert zone > 10 << 20  # the zone is loaded
