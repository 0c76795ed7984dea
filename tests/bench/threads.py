"""smtplib in threads, one connection each, in a process of its own: one run for each line of JSON on its input.

python -m tests.bench.threads MESSAGE        {"port", "number", "connections"} → {"seconds"}
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from smtplib import SMTP


def run(message: bytes, port: int, number: int, connections: int) -> float:
    """Seconds for `number` messages, evenly divided."""
    start = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        share = number // connections
        for sent in [pool.submit(_send, message, port, share) for _ in range(connections)]:
            sent.result()
    return time.perf_counter() - start


def _send(message: bytes, port: int, number: int) -> None:
    with SMTP("127.0.0.1", port, local_hostname="localhost") as client:
        for _ in range(number):
            client.sendmail("letters@example.com", ["reader@example.com"], message)


if __name__ == "__main__":
    read = Path(sys.argv[1]).read_bytes()
    for line in sys.stdin:
        print(json.dumps({"seconds": run(read, **json.loads(line))}), flush=True)
