import os
work = os.environ["WORK"]
with open(work + "/nginx.conf", "w") as conf:
    conf.write("daemon off; master_process off; pid %s/pid; worker_processes 1; events {}\nhttp { access_log off;\n" % work)
    for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        conf.write("%s_temp_path %s/%s;\n" % (part, work, part))
    conf.write("geo $place { default 0;\n")
    for at in range(150_000):
        conf.write("10.%d.%d.%d/32 p%d;\n" % (at >> 15 & 255, at >> 7 & 255, at * 2 & 255, at))
    conf.write("}\nserver { listen unix:%s/s; location / { return 200 'yes$place'; } } }\n" % work)
