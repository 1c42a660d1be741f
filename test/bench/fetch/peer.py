"""img2dataset, with names under .test on the loopback (names.ts does the same for softpa).

usage: python3 peer.py ARGUMENTS.json, the keyword arguments of img2dataset.download
"""

import json
import socket
import sys

system = socket.getaddrinfo


def getaddrinfo(host, port, *args, **kwargs):
    return system("127.0.0.1" if str(host).endswith(".test") else host, port, *args, **kwargs)


# Its processes are spawned and import this file again, so that the names are known in each.
socket.getaddrinfo = getaddrinfo

if __name__ == "__main__":
    from img2dataset import download

    with open(sys.argv[1]) as arguments:
        download(**json.load(arguments))
