import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from free import free_port
work = os.environ["WORK"]
dns, web = free_port("dns"), free_port("web")
with open(work + "/conf", "w") as conf:
    conf.write(f"""
options {{ directory "{work}"; listen-on port {dns} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no; pid-file none;
  session-keyfile none; dnssec-validation no; notify no; }};
controls {{ }};
statistics-channels {{ inet 127.0.0.1 port {web} allow {{ 127.0.0.1; }}; }};
zone "example.test" {{ type primary; file "{work}/zone"; }};
""")
with open(work + "/zone", "w") as zone:
    zone.write("$TTL 3600\n@ SOA ns root 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n")
    for at in range(100_000):
        zone.write("host-%d A 10.%d.%d.%d\n" % (at, at >> 16, at >> 8 & 255, at & 255))
