"""An object store on 127.0.0.1 that speaks S3, with the buckets that the arguments name.

Says its address, and serves until its standard input ends.
"""

import logging
import os
import sys

import boto3

# moto reads it when it is loaded; what is larger goes to temporary files.
os.environ.setdefault("MOTO_S3_DEFAULT_KEY_BUFFER_SIZE", str(2**30))
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"
store = boto3.client(
    "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="anybody", aws_secret_access_key="anything"
)
for bucket in sys.argv[1:]:
    store.create_bucket(Bucket=bucket)
print(address, flush=True)
sys.stdin.read()
server.stop()
