"""A name server on loopback that knows a few records; what a test puts in the resolver's place."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], list[str]]  # ("example.org.", "MX") → ["10 mail.example.org."]


@contextmanager
def name_server(records: Records) -> Iterator[int]:
    """The port of a running name server; a name that it does not know does not exist."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(server, records))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"stop", server.getsockname())
            thread.join()


def _serve(server: socket.socket, records: Records) -> None:
    while True:
        question, asker = server.recvfrom(4096)
        if question == b"stop":
            return
        server.sendto(_answer(question, records), asker)


def _answer(question: bytes, records: Records) -> bytes:
    asked = dns.message.from_wire(question)
    name, kind = asked.question[0].name.to_text(), dns.rdatatype.to_text(asked.question[0].rdtype)
    response = dns.message.make_response(asked)
    if found := records.get((name, kind)):
        response.answer.append(dns.rrset.from_text_list(name, 60, "IN", kind, found))
    else:
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response.to_wire()
