"""Sends the notifications of a demonstration school through aiosmtpd, which refuses for now, refuses for good, answers too late and
drops connections: each letter arrives once, or stands among those that were given up.

usage: mail.py SERVER    (the program, built with its demonstration)
"""

import asyncio
import collections
import email
import json
import os
import pathlib
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

from aiosmtpd.controller import Controller

REQUESTS = 60
SEED = 20261128
# Longer than the server waits for an answer.
TOO_LATE = 22


class Moods:
    """What the mail server does to each try, by a die that always falls the same way."""

    def __init__(self):
        self.die = random.Random(SEED)
        self.arrived = collections.Counter()
        # Taken, but the word of it was lost: the sender must think that it did not arrive.
        self.unsaid = set()
        self.did = collections.Counter()
        self.open = True

    async def handle_RCPT(self, server, session, envelope, address, options):
        mood = self.die.random()
        if not self.open:
            self.did["refused for now"] += 1
            return "451 4.3.2 the mailbox is closed"
        if mood < 0.15:
            self.did["refused for now"] += 1
            return "451 4.7.1 greylisted, come again"
        if mood < 0.20:
            self.did["refused for good"] += 1
            return f"550 5.1.1 <{address}> no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content)
        name = letter["Message-ID"]
        assert name and letter.get_content_type() == "multipart/alternative", letter
        kinds = [part.get_content_type() for part in letter.get_payload()]
        assert kinds == ["text/plain", "text/html"], kinds
        mood = self.die.random()
        if mood < 0.10:
            self.did["dropped"] += 1
            server.transport.abort()
            return "250 nobody hears it"
        if mood < 0.20:
            self.did["refused for now"] += 1
            return "451 4.3.0 the disk is full"
        if self.did["too late"] < 2 and mood < 0.40:
            self.did["too late"] += 1
            await asyncio.sleep(TOO_LATE)
            return "451 4.4.2 slow"
        if mood < 0.25:
            self.did["taken, and the word of it lost"] += 1
            self.arrived[name] += 1
            self.unsaid.add(name)
            server.transport.abort()
            return "250 nobody hears it"
        self.did["taken"] += 1
        self.arrived[name] += 1
        return "250 2.0.0 taken"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ask(origin, path, body=None, token=None, **headers):
    request = urllib.request.Request(origin + path, method="GET" if body is None else "POST")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


def sign_in(origin, who):
    body = {"login": f"{who}@demo.test", "password": "demo-podskazka"}
    return ask(origin, "/api/v1/auth/login", body)["access_token"]


def ready(origin, server):
    for _ in range(600):
        try:
            urllib.request.urlopen(origin + "/health/ready", timeout=1)
            return
        except OSError:
            assert server.poll() is None, "the server ended by itself"
            time.sleep(0.1)
    raise SystemExit("the server does not start")


def main(program):
    moods = Moods()
    smtp = Controller(moods, hostname="127.0.0.1", port=free_port())
    smtp.start()
    folder = tempfile.TemporaryDirectory(prefix="podskazka-mail-")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    settings = {
        **os.environ,
        "PODSKAZKA_DATA_DIR": folder.name,
        "PODSKAZKA_LISTEN": f"127.0.0.1:{port}",
        "PODSKAZKA_LOG": "error",
        "PODSKAZKA_REQUESTS_PER_MINUTE": "1000000",
        "PODSKAZKA_TICKETS_PER_DAY": "1000000",
        "PODSKAZKA_SMTP_URL": f"smtp://127.0.0.1:{smtp.port}",
    }
    settings.pop("PODSKAZKA_DATABASE_URL", None)
    subprocess.run([program, "demo"], env=settings, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([program, "serve"], env=settings, stdout=subprocess.DEVNULL)
    try:
        ready(origin, server)
        run(moods, origin, pathlib.Path(folder.name) / "podskazka.db")
    finally:
        server.kill()
        server.wait()
        smtp.stop()
        folder.cleanup()


def run(moods, origin, database):
    parent, helper = sign_in(origin, "parent"), sign_in(origin, "admin")
    tickets = "/api/v1/schools/demo/tickets"
    for number in range(REQUESTS):
        body = {"topic": "other", "description": f"Вопрос {number}"}
        ticket = ask(origin, tickets, body, parent, Idempotency_Key=f"mail-of-the-night-{number}")
        address = f"{tickets}/{ticket['id']}/answer"
        ask(origin, address, {"text": "Ответ"}, helper, If_Match=f'"{ticket["version"]}"')
    db = sqlite3.connect(database, timeout=30)

    def states():
        rows = db.execute("SELECT lower(hex(id)), state FROM outbox WHERE kind = 'notification'")
        return dict(rows.fetchall())

    deadline = time.monotonic() + 600
    while "pending" in states().values():
        assert time.monotonic() < deadline, collections.Counter(states().values())
        # Nobody waits for the minutes between the tries. What is being delivered has its lease of five minutes.
        db.execute(
            "UPDATE outbox SET due_at = created_at WHERE state = 'pending' AND last_error IS NOT NULL"
            " AND due_at < strftime('%Y-%m-%d %H:%M:%S', 'now', '+280 seconds')"
        )
        db.execute(
            "UPDATE outbox SET due_at = created_at WHERE state = 'pending' AND attempts > 0"
            " AND due_at > strftime('%Y-%m-%d %H:%M:%S', 'now', '+301 seconds')"
        )
        db.commit()
        time.sleep(1)
    check(moods, states(), db)


def check(moods, states, db):
    named = {f"<{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}": state for i, state in states.items()}
    arrived = {name.split("@")[0]: count for name, count in moods.arrived.items()}
    unsaid = {name.split("@")[0] for name in moods.unsaid}
    count = collections.Counter(states.values())
    print(f"the mail server: {dict(moods.did)}")
    print(f"{len(states)} letters: {dict(count)}; {sum(arrived.values())} arrived, {len(unsaid)} of them unsaid")
    assert len(states) >= REQUESTS
    for name, state in named.items():
        if state == "dead":
            assert arrived.get(name, 0) == 0 or name in unsaid, f"{name} arrived and was given up"
        else:
            assert arrived.get(name, 0) >= 1, f"{name} is said to be delivered and is not there"
            assert arrived[name] == 1 or name in unsaid, f"{name} arrived {arrived[name]} times"
    # Reminders of the demonstration's consultations may fall due meanwhile.
    every = {row[0] for row in db.execute("SELECT lower(hex(id)) FROM outbox")}
    assert {name.strip("<").replace("-", "") for name in arrived} <= every, "a letter that nobody wrote"
    for mood in ["refused for now", "refused for good", "dropped", "too late", "taken, and the word of it lost"]:
        assert moods.did[mood] > 0, f"never: {mood}"
    errors = [row[0] for row in db.execute("SELECT last_error FROM outbox WHERE state = 'dead'")]
    assert errors and not any("parent@" in error for error in errors), errors


main(sys.argv[1])
