"""What production cannot start without, found all at once: its settings refuse with the whole list, `check --deploy` names each."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

POSTGRES = {"postgres", "postgresql", "psql", "pgsql"}
REDIS = {"redis", "rediss", "unix"}
MAIL_SERVER = {"smtp", "smtp+tls", "smtp+ssl"}
EVERYBODYS_KEYS = ("development-only", "change-me", "django-insecure")


@dataclass(frozen=True)
class Want:
    """One thing that is missing or wrong: its number among the checks, and what to do."""

    id: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def read(name: str, environ: Mapping[str, str]) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names (container secrets); empty when there is neither."""
    path = environ.get(f"{name}_FILE", "")
    if not path:
        return environ.get(name, "").strip()
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def wants(environ: Mapping[str, str]) -> list[Want]:
    """What ENVIRON lacks, in the order of deploy/env.example."""
    found = [Want(f"pafso.{number}", sentence) for number, is_well, sentence in RULES if not is_well(environ)]
    lacking = [name for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY") if not read(name, environ)]
    if environ.get("S3_BUCKET") and lacking:
        found.append(Want("pafso.E018", f"S3_BUCKET is stated: set {' and '.join(lacking)} too, or …_FILE."))
    return found


def is_only_checked() -> bool:
    """`manage.py check` must load the settings to name what they lack."""
    return sys.argv[1:2] == ["check"]


def refusal(found: list[Want]) -> str:
    lines = [f"  - {want}" for want in found]
    return "\n".join(["Production does not start until this is done (docs/operations.md):", *lines])


def has_own_key(environ: Mapping[str, str]) -> bool:
    key = read("SECRET_KEY", environ)
    return len(key) >= 50 and len(set(key)) >= 5 and not key.startswith(EVERYBODYS_KEYS)


def names_its_hosts(environ: Mapping[str, str]) -> bool:
    hosts = [host.strip() for host in environ.get("ALLOWED_HOSTS", "").split(",")]
    return all(hosts) and not any("*" in host for host in hosts)


def has_https_address(environ: Mapping[str, str]) -> bool:
    """Links in mails are made from it, never from the Host header."""
    parts = urlsplit(environ.get("SITE_URL", ""))
    return parts.scheme == "https" and bool(parts.hostname) and not (parts.path or parts.query or parts.fragment)


def counts_its_proxies(environ: Mapping[str, str]) -> bool:
    return environ.get("TRUSTED_PROXY_COUNT", "").strip().isdecimal()


def has_postgres(environ: Mapping[str, str]) -> bool:
    parts = urlsplit(read("DATABASE_URL", environ))
    return parts.scheme in POSTGRES and bool(parts.path.strip("/"))


def has_redis(environ: Mapping[str, str]) -> bool:
    urls = [read("REDIS_URL", environ), environ.get("CACHE_URL", "") or read("REDIS_URL", environ)]
    return all(urlsplit(url).scheme in REDIS for url in urls)


def has_mail_server(environ: Mapping[str, str]) -> bool:
    parts = urlsplit(read("EMAIL_URL", environ))
    return parts.scheme in MAIL_SERVER and bool(parts.hostname)


def has_sender(environ: Mapping[str, str]) -> bool:
    return "@" in environ.get("FROM_EMAIL", "")


RULES: tuple[tuple[str, Callable[[Mapping[str, str]], bool], str], ...] = (
    (
        "E010",
        has_own_key,
        "SECRET_KEY must be at least 50 random characters that nobody else has; set it, or SECRET_KEY_FILE to a file that holds it.",
    ),
    ("E011", names_its_hosts, "ALLOWED_HOSTS must name the hosts, separated by commas, without *."),
    ("E002", has_https_address, "SITE_URL must be the public https:// address, without a path or a slash at its end."),
    (
        "E012",
        counts_its_proxies,
        "TRUSTED_PROXY_COUNT must say how many of your own proxies are in front (0 for none).",
    ),
    (
        "E013",
        has_postgres,
        "DATABASE_URL must be the postgres:// address of a database; set it, or DATABASE_URL_FILE to a file that holds it.",
    ),
    (
        "E014",
        has_redis,
        "REDIS_URL, and CACHE_URL if there is one, must be a redis:// address; set it, or REDIS_URL_FILE to a file that holds it.",
    ),
    (
        "E015",
        has_mail_server,
        "EMAIL_URL must be a mail server (smtp://, smtp+tls:// or smtp+ssl://), not a console or a folder.",
    ),
    ("E016", has_sender, "FROM_EMAIL must be the address that emails come from."),
)
