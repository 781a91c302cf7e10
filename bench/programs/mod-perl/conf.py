import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from free import free_port
work, here = os.environ["WORK"], os.environ["HERE"]
port = free_port("port")
with open(work + "/conf", "w") as conf:
    conf.write(f"""
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {work}/pid
ErrorLog {work}/log
Mutex file:{work}
User www-data
Group www-data
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule perl_module /usr/lib/apache2/modules/mod_perl.so
PerlSwitches -I{here}
PerlModule App
<Location />
  SetHandler perl-script
  PerlResponseHandler App
  Require all granted
</Location>
""")
