import os, sys
sys.path.insert(0, os.environ["HERE"] + "/../common")
from truth import in_use, ready

import sqlite3
before = in_use()
pool = [sqlite3.connect(":memory:") for _ in range(4)]
for connection in pool:
    connection.execute("create table t (i integer primary key, x text)")
    connection.executemany("insert into t (x) values (?)", (("text of row %d " % at + "x" * 200,) for at in range(50_000)))
del connection
ready(pages=in_use() - before)
