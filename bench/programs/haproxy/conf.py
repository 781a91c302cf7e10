import os
work = os.environ["WORK"]
with open(work + "/map", "w") as map:
    for at in range(200_000):
        map.write("/%d.example.test v%d\n" % (at, at))
    map.write("/ v7\n")
with open(work + "/conf", "w") as conf:
    conf.write(f"""
global
  nbthread 1
  maxconn 100
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 10s
frontend f
  bind unix@{work}/s
  http-request return status 200 content-type text/plain lf-string "%[path,map({work}/map)]"
""")
