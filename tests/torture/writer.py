"""A process that `test_server` kills: it writes number after number, and says each once it is committed.

python -m tests.torture.writer PROJECT NAME      until its standard input ends
"""

import os
import select
import sys
from itertools import count
from pathlib import Path

import psycopg

from newsletter.store import engine


def main(project: Path, name: str) -> None:
    with engine.running(project) as url, psycopg.connect(url, autocommit=True) as connection:
        for number in count():
            if select.select([sys.stdin], [], [], 0)[0]:
                return
            connection.execute("INSERT INTO kept VALUES (%s, %s)", (name, number))
            os.write(sys.stdout.fileno(), f"{number}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
