import http.client, os
port = int(open(os.environ["WORK"] + "/port").read())
web = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
web.request("GET", "http://host-7.of-some-example.test/")
assert web.getresponse().status == 403
