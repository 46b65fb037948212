#!/usr/bin/env python3
"""Reads a case of Scalescope and checks its log: a second reader, which shares no code with the first.

    python3 read_case.py review.case
    python3 read_case.py review.case --fingerprint 64_HEXADECIMAL_DIGITS

It needs the standard library only. It checks that every entry of the log continues the one before, that every
row is as the log says, and that the signed heads beside the case (review.case.anchors) are of this log. The
signatures themselves are checked where the package `cryptography` is installed; otherwise it says that they
were not. A key that a statement among them calls revoked or replaced vouches for nothing; statements that are
elsewhere are NOT CHECKED. The format is described in docs/reference/case-file.md.

Exit code: 0 where all agrees and a signature by the key with that fingerprint covers the whole log, else 1.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import sqlite3
import sys
import urllib.parse
import zlib

# Tables whose rows the log lists; each is there from some version of a case on.
TABLES = [
    "roots",
    "images",
    "sightings",
    "findings",
    "pictures",
    "reviews",
    "marks",
    "failures",
    "views",
    "assignments",
    "second_looks",
    "rules",
    "digests",
    "hash_lists",
    "known",
]
APPLICATION_ID = 0x53634C43  # "ScLC"
START = "0" * 64
MOST_BYTES = 64 * 1024**2  # of one finding, unpacked


def canonical(value):
    """JSON with one spelling per value: keys sorted, no white space. No floating-point number is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(data):
    if isinstance(data, str):
        data = data.encode("utf-8")
    return hashlib.sha256(data).hexdigest()


def entry_hash(entry):
    fields = ("seq", "at", "actor", "action", "details", "rows")
    return sha256(entry["previous"] + canonical({name: entry[name] for name in fields}))


def row_hash(row):
    def told(value):
        return "blob " + sha256(value) if isinstance(value, bytes) else value

    return sha256(canonical({name: told(value) for name, value in row.items()}))


def unpack(value, dictionaries):
    """A finding: a text, or a byte that names a dictionary and then raw DEFLATE (RFC 1951) with it."""
    if not isinstance(value, bytes):
        return value
    inflate = zlib.decompressobj(wbits=-15, zdict=dictionaries[value[0]])
    return inflate.decompress(value[1:], MOST_BYTES).decode("utf-8")


def has_table(database, name):
    found = database.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,))
    return found.fetchone() is not None


def check_chain(entries):
    """Sentences about entries that do not continue the one before."""
    problems = []
    previous, number = START, 0
    for entry in entries:
        if entry_hash(entry) != entry["hash"]:
            problems.append(f"entry {entry['seq']} was altered")
        if entry["seq"] != number + 1 or entry["previous"] != previous:
            problems.append(f"entry {entry['seq']} does not continue entry {number}")
        previous, number = entry["hash"], entry["seq"]
    return problems


def check_rows(database, entries):
    """Sentences about rows that are not as the log says, and how many rows there are."""
    due = {}
    for entry in entries:
        for table, number, digest in json.loads(entry["rows"]):
            due[(table, number)] = digest
    dictionaries = {}
    if has_table(database, "packing"):
        dictionaries = dict(database.execute("SELECT id, dictionary FROM packing"))
    problems, count = [], 0
    # A later version may have more tables: the log names them.
    for table in TABLES + sorted({table for table, _ in due if table not in TABLES}):
        if not re.fullmatch("[a-z_]+", table) or not has_table(database, table):
            continue
        for found in database.execute(f"SELECT * FROM {table} ORDER BY id"):
            row = dict(found)
            if table == "findings":
                row["finding"] = unpack(row["finding"], dictionaries)
            digest = due.pop((table, row["id"]), None)
            if digest is None:
                problems.append(f"row {row['id']} of {table} is in no entry")
            elif digest != row_hash(row):
                problems.append(f"row {row['id']} of {table} differs from what was recorded")
            count += 1
    gone = [key for key, digest in due.items() if digest is not None]
    problems += [f"row {number} of {table} is missing" for table, number in gone]
    return problems, count


def verifier():
    """A function that checks an Ed25519 signature; None where nothing here can."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None

    def holds(public_key_der, signature, message):
        key = Ed25519PublicKey.from_public_bytes(public_key_der[-32:])
        try:
            key.verify(signature, message)
            return True
        except InvalidSignature:
            return False

    return holds


BEGIN = "-----BEGIN SCALESCOPE HEAD-----"
END = "-----END SCALESCOPE HEAD-----"


def anchors_in(text):
    """The objects of a file of anchors, lines of JSON and printed heads, and the numbers of lines that are neither."""
    found, broken, printed = [], [], None
    for number, line in enumerate(text.split("\n"), 1):
        mark = line.strip()
        if mark == BEGIN:
            if printed is not None:
                broken.append(printed[0])
            printed = (number, {})
        elif printed is not None and mark == END:
            head = printed_head(printed[1])
            if head is None:
                broken.append(printed[0])
            else:
                found.append(head)
            printed = None
        elif printed is not None:
            name, _, value = mark.partition(":")
            printed[1][name] = value.strip()
        elif mark:
            try:
                anchor = json.loads(line)
            except ValueError:
                anchor = None
            if isinstance(anchor, dict):
                found.append(anchor)
            else:
                broken.append(number)
    if printed is not None:
        broken.append(printed[0])
    return found, broken


def printed_head(fields):
    """The head that was printed as `Name: value`; None where it is none."""
    try:
        key = fields["Key"]
        return {
            "schema": "scalescope/case-head@1",
            "case": fields["Case"],
            "entry": int(fields["Entry"]),
            "hash": fields["Hash"],
            "at": fields["At"],
            "signer": json.loads(fields["Signer"]),
            "signature": {
                "algorithm": "ed25519",
                "publicKey": key,
                "keyId": sha256(base64.b64decode(key))[:16],
                "value": fields["Signature"],
            },
        }
    except (KeyError, ValueError):
        return None


def end_of(lines, fingerprint):
    """
    From when on the trusted key vouches for nothing, by the statements among the anchors, and why; None where they
    say nothing of it. Whether their signatures hold is not checked: a forged one takes trust away here, and gives none.
    """
    said = []
    for statement in lines:
        if statement.get("schema") != "scalescope/key-statement@1":
            continue
        if sha256(base64.b64decode(statement["key"])) == fingerprint:
            said.append(statement)
    if any(statement["kind"] == "revocation" for statement in said):
        return "", "revoked"
    if len({statement["successor"] for statement in said}) > 1:
        return "", "replaced by two others"
    return min(((statement["at"], "replaced before that") for statement in said), default=None)


def check_heads(path, entries, fingerprint):
    """Sentences about signed heads, wrong ones first; and the last entry that the trusted key signed."""
    hashes = {entry["seq"]: entry["hash"] for entry in entries}
    problems, notes, covered = [], [], 0
    if not os.path.exists(path):
        return problems, [f"{os.path.basename(path)} is not there: nobody vouches for the log"], covered
    holds = verifier()
    with open(path, encoding="utf-8") as file:
        lines, broken = anchors_in(file.read())
    problems += [f"line {number} of {os.path.basename(path)} is no anchor" for number in broken]
    end = end_of(lines, fingerprint)
    notes.append(
        "whether the key was revoked or replaced was looked for in this file only, so it is NOT CHECKED: "
        "ask its owner"
    )
    for head in lines:
        if head.get("schema") != "scalescope/case-head@1":
            continue
        signature = head.pop("signature")
        key = base64.b64decode(signature["publicKey"])
        of_key = sha256(key)
        if head["case"] != hashes.get(1):
            problems.append(f"a head of entry {head['entry']} is of another log")
        elif hashes.get(head["entry"]) != head["hash"]:
            problems.append(f"entry {head['entry']} is not the one that key {of_key[:16]} signed")
        elif holds is None:
            notes.append(
                f"head of entry {head['entry']} by key {of_key[:16]}: "
                "the signature was NOT CHECKED (install cryptography)"
            )
        elif not holds(key, base64.b64decode(signature["value"]), canonical(head).encode("utf-8")):
            problems.append(f"the signature of the head of entry {head['entry']} does not hold")
        elif of_key == fingerprint and end is not None and head["at"] > end[0]:
            problems.append(
                f"the head of entry {head['entry']} is by key {of_key[:16]}, which is said to be {end[1]}: "
                "it vouches for nothing here"
            )
        elif of_key == fingerprint:
            covered = max(covered, head["entry"])
            notes.append(f"entries 1 to {head['entry']} are signed by key {of_key[:16]} on {head['at']}")
        else:
            notes.append(f"head of entry {head['entry']} by key {of_key[:16]}, which was not given as trusted")
    return problems, notes, covered


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("case")
    parser.add_argument("--fingerprint", help="SHA-256 of the public key to trust, in hexadecimal")
    options = parser.parse_args()
    if not os.path.isfile(options.case):
        sys.exit(f"{options.case} is no file")
    # As it lies there: what is still in the -wal file beside an open case is read too.
    url = "file:" + urllib.parse.quote(os.path.abspath(options.case)) + "?mode=ro"
    database = sqlite3.connect(url, uri=True)
    database.row_factory = sqlite3.Row
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        if database.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            sys.exit(f"{options.case} is no case of Scalescope")
        database.execute("BEGIN")  # all of it as it is at one moment
        entries = [dict(row) for row in database.execute("SELECT * FROM audit ORDER BY seq")]
        problems = check_chain(entries)
        wrong, rows = check_rows(database, entries)
        images = database.execute("SELECT count(*) FROM images").fetchone()[0]
    except sqlite3.DatabaseError as error:
        sys.exit(f"{options.case} cannot be read: {error}")
    problems += wrong
    wrong, notes, covered = check_heads(options.case + ".anchors", entries, options.fingerprint)
    problems += wrong
    for problem in problems:
        print(f"WRONG: {problem}")
    for note in notes:
        print(f"note: {note}")
    is_whole = len(entries) > 0 and covered == len(entries)
    print(f"{images} images, {rows} rows, {len(entries)} entries; head {entries[-1]['hash'] if entries else START}")
    if problems:
        print(f"{len(problems)} problems")
    elif is_whole:
        print("all agrees, and the trusted key signed the log as it is here; a later head may be elsewhere")
    else:
        print(f"all agrees with the log, but OPEN: the trusted key signed {covered} of {len(entries)} entries")
    sys.exit(0 if is_whole and not problems else 1)


if __name__ == "__main__":
    main()
