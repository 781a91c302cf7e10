import http.client, os, sys
port = int(open(os.environ["WORK"] + "/port").read())
web = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
web.request("GET", "/")
answer = web.getresponse()
assert answer.status == 200
sys.stdout.write(answer.read().decode())
