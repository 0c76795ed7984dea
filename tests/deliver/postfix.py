"""Debian's postfix as a relay of our own on loopback: STARTTLS, SASL, a size limit.

It has its configuration, its queue and its users in a folder that goes with it, and nothing to deliver by: whatever it
takes is held in its queue, where one can look. Only root can start it.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ports import free_port, listens

USER, PASSWORD = "ana", "right"
SIZE_LIMIT = 200_000  # bytes of a message
GONE, FULL = "gone.test", "full.test"  # domains whose every mailbox is unknown (550), or is full (450)

_SBIN = Path("/usr/sbin")
_MASTER = Path("/usr/lib/postfix/sbin/master")
_NEEDED = (_MASTER, _SBIN / "postfix", _SBIN / "postqueue", _SBIN / "saslpasswd2")
_PATIENCE = 30  # seconds for a command, and for the last of its processes to go
_POLL = 0.02

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
myhostname = localhost
mydestination =
local_recipient_maps =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
message_size_limit = {size}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {folder}/etc/certificate.pem
smtpd_tls_key_file = {folder}/etc/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = localhost
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access
    inline:{{ {{ {gone} = 550 5.1.1 No such mailbox }}, {{ {full} = 450 4.2.2 The mailbox is full }} }}
smtpd_data_restrictions = check_client_access static:HOLD
smtpd_error_sleep_time = 0
"""
_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""
# A shell becomes the master, after it has left somebody behind who ends it when the input is closed, by whatever.
_UNTIL_EOF = 'exec 3<&0; ( { read -r _ <&3; kill $$; } >/dev/null 2>&1 & ); exec "$0" -s -c "$1" 3<&- </dev/null'
_SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/etc/sasl/users
mech_list: PLAIN LOGIN
"""


def missing() -> str:
    """Why there can be no postfix here; empty where there can."""
    if absent := [str(path) for path in _NEEDED if not path.exists()]:
        packages = "postfix sasl2-bin libsasl2-modules"
        return f"NOTHING WAS SENT TO A REAL RELAY: {', '.join(absent)} is missing; apt-get install {packages}"
    if os.geteuid() != 0:
        return "NOTHING WAS SENT TO A REAL RELAY: only root can start postfix"
    if shutil.which("openssl") is None:
        return "NOTHING WAS SENT TO A REAL RELAY: openssl is missing, so there is no certificate to be had"
    return ""


@dataclass(frozen=True)
class Postfix:
    """A running postfix."""

    folder: Path
    port: int

    @property
    def certificate(self) -> Path:
        """Its certificate, for the name localhost, which nobody vouches for but itself."""
        return self.folder / "etc" / "certificate.pem"

    def environment(self, **changed: str) -> Mapping[str, str]:
        """The settings that lead to it, by their names in the environment."""
        said = {"HOST": "localhost", "PORT": str(self.port), "TLS": "starttls", "USERNAME": USER, "PASSWORD": PASSWORD}
        return {f"NEWSLETTER_RELAYS__MAIN__{key}": value for key, value in (said | changed).items()}

    def queue(self) -> dict[str, list[str]]:
        """What it has taken and not forgotten: a message's name in its queue, to whom it goes."""
        listed = self._run("postqueue", "-j").splitlines()
        held = [json.loads(line) for line in listed]
        return {one["queue_id"]: [recipient["address"] for recipient in one["recipients"]] for one in held}

    def recipients(self) -> list[str]:
        """To whom it has messages, sorted; whoever is to get two is there twice."""
        return sorted(address for addresses in self.queue().values() for address in addresses)

    def message(self, name: str) -> bytes:
        """A message as it holds it: with its own Received on top, and lines ended as Unix does."""
        return self._run("postcat", "-h", "-b", "-q", name)

    def forget(self) -> None:
        """Empties the queue."""
        self._run("postsuper", "-d", "ALL")

    def _run(self, program: str, *arguments: str) -> bytes:
        return _run(str(_SBIN / program), "-c", str(self.folder / "etc"), *arguments)


@contextlib.contextmanager
def running() -> Iterator[Postfix]:
    """A postfix of its own; at the end no process and no file of it is left."""
    # Not in pytest's own folder, which nobody but root may enter: postfix's processes are not root's.
    with TemporaryDirectory(prefix="newsletter-postfix-") as name:
        made = Postfix(Path(name), free_port())
        _furnish(made)
        with _master(made):
            yield made


def _furnish(made: Postfix) -> None:
    """Writes everything that it reads."""
    folder, configuration = made.folder, made.folder / "etc"
    folder.chmod(0o755)
    (configuration / "sasl").mkdir(parents=True)  # where Debian's postfix looks for smtpd.conf
    for own in ("queue", "data"):
        (folder / own).mkdir()
    values = {"folder": folder, "port": made.port, "size": SIZE_LIMIT, "gone": GONE, "full": FULL}
    for file, text in (("main.cf", _MAIN), ("master.cf", _SERVICES), ("sasl/smtpd.conf", _SASL)):
        (configuration / file).write_text(text.format_map(values))
    users = configuration / "sasl" / "users"
    _run(str(_SBIN / "saslpasswd2"), "-p", "-c", "-f", str(users), "-u", "localhost", USER, said=PASSWORD)
    for path in (users, folder / "data"):
        shutil.chown(path, "postfix")
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(configuration / "key.pem")]
    _run("openssl", *command.split(), *names, "-out", str(made.certificate))
    _run(str(_SBIN / "postfix"), "-c", str(configuration), "check")  # makes the folders of its queue


@contextlib.contextmanager
def _master(made: Postfix) -> Iterator[None]:
    """Its master process, which starts the others when they are needed; they all end with us, should we be killed."""
    configuration = str(made.folder / "etc")
    started = subprocess.Popen(
        ["/bin/sh", "-c", _UNTIL_EOF, _MASTER, configuration],
        env={**os.environ, "MAIL_CONFIG": configuration},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        while not listens(made.port):
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(_POLL)
                raise AssertionError(f"postfix did not start: {_log(made)}")
        yield
    finally:
        try:
            # Closes its input. All its processes hold its output, so that ends when the last of them does.
            started.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.communicate()


def _log(made: Postfix) -> str:
    path = made.folder / "log"
    return path.read_text() if path.exists() else "it has logged nothing"


def _run(*command: str, said: str | None = None) -> bytes:
    ran = subprocess.run(
        command, input=said.encode() if said else None, capture_output=True, timeout=_PATIENCE, check=False
    )
    assert ran.returncode == 0, f"{' '.join(command)}: {(ran.stderr or ran.stdout).decode()}"
    return ran.stdout
