import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from free import free_port
work = os.environ["WORK"]
port = free_port("port")
with open(work + "/domains", "w") as domains:
    for at in range(150_000):
        domains.write("host-%d.of-some-example.test\n" % at)
with open(work + "/conf", "w") as conf:
    conf.write(f"""
http_port 127.0.0.1:{port}
acl listed dstdomain "{work}/domains"
http_access deny listed
http_access allow all
pid_filename none
cache_effective_user proxy
access_log none
cache_log {work}/log/cache
cache_store_log none
coredump_dir {work}
cache_mem 8 MB
memory_cache_shared off
netdb_filename none
pinger_enable off
""")
