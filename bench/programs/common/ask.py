"""Asks a web server at a Unix socket:  ask.py SOCKET PATH"""

import http.client
import socket
import sys


class Local(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(sys.argv[1])


connection = Local("localhost")
connection.request("GET", sys.argv[2])
answer = connection.getresponse()
sys.stdout.write(answer.read().decode())
sys.exit(0 if answer.status == 200 else 1)
