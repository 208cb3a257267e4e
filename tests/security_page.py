"""docs/security.md from the markers: which test proves which requirement. `--check` fails when the page is out of step."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
HEAD = """# Security and reliability requirements, and their proofs

Made by `python -m tests.security_page` from the `req` markers of the tests; a test keeps it in step. The words of each
requirement follow OWASP ASVS 5.0 (level 2), NIST SP 800-63B-4, Canada's anti-spam law, RFC 8058 and WCAG 2.2 AA. A requirement
without a test below is not claimed.

| id | what | proved by |
|---|---|---|
"""
WORDS = {
    "R01": "passwords of 12 to 128 characters, any character",
    "R02": "common and personal passwords refused with the reason",
    "R03": "Argon2id; old hashes made anew at login",
    "R04": "sign-in, codes and tokens throttled per account and per network",
    "R05": "known and unknown accounts look alike",
    "R06": "TOTP codes and recovery codes work once",
    "R07": "staff have a second factor before any other page opens",
    "R08": "recovery is single use, keeps the second factor, is never built from the Host header",
    "R09": "new session at login; logout, password change and deactivation end sessions",
    "R10": "idle and absolute limits of sessions",
    "R11": "own sessions seen and ended; recent sign-in for sensitive acts",
    "R12": "address changes confirmed at the new and told to the old; new devices told",
    "R13": "no default accounts or secrets in production",
    "R14": "every URL is shut unless it is on the table",
    "R15": "another person's object is a 404",
    "R16": "letters of support reach only those who may read them",
    "R17": "a recused juror cannot open, list, count or infer",
    "R18": "scores hidden until the round allows",
    "R19": "links that let someone act: long, one purpose, revocable, not logged",
    "R20": "API: explicit fields, page cap, object permissions, throttles",
    "R21": "staff cannot raise their own rights",
    "R22": "pages behind sign-in are not stored",
    "R23": "strict Content-Security-Policy everywhere",
    "R24": "transport and isolation headers on every answer",
    "R25": "cookies Secure, HttpOnly, SameSite, __Host-",
    "R26": "state changes by POST with a CSRF token only",
    "R27": "nothing is requested from another host",
    "R28": "escaping wherever text leaves",
    "R29": "rich text by allow-list",
    "R30": "redirects to our own host; unknown Host refused",
    "R31": "photos by content, within limits, re-made from pixels without metadata",
    "R32": "facts read first into fields; GPS never stored in a field",
    "R33": "PDFs opened by a parser with limits in its own process",
    "R34": "names on disk are ours",
    "R35": "members' files only through a permission check",
    "R36": "a refused upload leaves nothing behind",
    "R37": "quotas per member and per request",
    "R38": "a poisoned file never blocks the queue",
    "R39": "virus scanner hook",
    "R40": "a success page means committed",
    "R41": "double click, resend, retry: one record",
    "R42": "mail through the outbox in the same transaction; Redis may be wiped",
    "R43": "mail at least once, exactly once but for a cut after acceptance",
    "R44": "temporary refusals retried, final ones parked and shown",
    "R45": "a bulk send resumes after kill -9",
    "R46": "deadlines by the server's receipt, to the second",
    "R47": "quotas and submissions hold under parallel requests",
    "R48": "a lost session or an error at submit loses no text",
    "R49": "the web answers when Redis, mail or the database is away",
    "R50": "TERM finishes what runs",
    "R51": "migrations are forward-safe",
    "R52": "backup and restore, drilled",
    "R53": "health and readiness without details for strangers",
    "R54": "audit of staff acts and sign-ins, append-only",
    "R55": "no secret in logs; newlines escaped",
    "R56": "errors show a number and nothing else",
    "R57": "secrets from environment or files; keys rotate",
    "R58": "bulk mail can be stopped with one click",
    "R59": "consent, export and erasure",
    "R60": "every mail and error in the reader's language",
    "R61": "dependencies pinned with hashes",
    "R62": "nothing dangerous in the code",
}


def proofs() -> dict[str, list[str]]:
    """Requirement id -> the tests that carry it, in order."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            for decorator in getattr(node, "decorator_list", []):
                if isinstance(decorator, ast.Call) and getattr(decorator.func, "attr", "") == "req":
                    for argument in decorator.args:
                        found.setdefault(argument.value, []).append(f"`{path.relative_to(ROOT)}::{node.name}`")
    return found


def page() -> str:
    tests = proofs()
    unknown = set(tests) - set(WORDS)
    if unknown:
        raise SystemExit(f"markers without a requirement: {sorted(unknown)}")
    rows = [f"| {name} | {words} | {'<br>'.join(tests.get(name, [])) or '–'} |" for name, words in WORDS.items()]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        sys.exit("docs/security.md is out of step with the markers: run `python -m tests.security_page`")
