"""How long every page keeps somebody waiting, over HTTP, and how many queries it takes, at ten thousand frameworks.

    python -m benchmarks.pages [FRAMEWORKS | FOLDER | HOME] [--rounds 30] [--together 4] [--first]

Brings a study into an installation of its own as `fivefold demo records` does (generated, or the folder of one that
`fivefold demo generate` wrote; HOME: of an installation made so, which is copied and left as it is), serves it as
`fivefold ops serve` does, and signs in as each of PEOPLE with password and code. From "My work" on it follows every
link and every choice of every form, and asks for each kind of page it finds so, the first of each and the last, in so
many rounds one after another and with so many people at once; and it searches the list for words. With --first it then
starts the server anew for each view, since the first page after a start has nothing ready yet.

Queries are counted with Django's own client on the same database. Views that answer GET and were never come to are
named. Fails when a page's p95 passes PAGE milliseconds, or a search's SEARCH; in a crowd, so often that as there are
people in it; and, where all PEOPLE were asked, when none of them came to a view that is not in AWAY.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.browser import Browser, environment, kind, sign_in, ways
from tests.support.addresses import BACK_TO_ITS_FORM

PAGE, SEARCH = 300, 500
PEOPLE = (
    "research.lead@example.org",
    "coder@example.org",
    "site.lead@example.org",
    "commissioner@example.org",
    "governance@example.org",
    "operator@example.org",
)
STUDY = "/studies/demonstration/submissions/"
SEARCHES = (
    {"words": "school"},
    {"words": "the school said"},
    {"words": "e"},
    {"words": "bullying", "cohort": "group", "sort": "age"},
    {"words": "no such words stand in any of these"},
    {"words": "school", "page": "40"},
    {"reference": "2D"},
    {"words": "school", "reference": "2D"},
    {"words": "the", "page": "3", "state": "eligible", "sort": "entries", "down": "yes"},
)
FOLLOWED = 2
DEEP = ("?page=100", "?page=200", "?sort=age&down=yes&page=150", "?state=eligible&cohort=group&sex=M")
"""Of the list: what neither a link nor one choice of a form leads to at once."""

AWAY = {
    "health": "for machines",
    "mfa_index": "shows the account page",
    "mfa_list_webauthn": "shows the account page",
    "submission-as-of": "as a framework stood before a change of it; in this study nobody has changed one",
    **dict.fromkeys(
        (
            "account_inactive",
            "account_login",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "account_signup",
            "accounts_invitation",
            "accounts_join",
            "mfa_authenticate",
        ),
        "for somebody who is not signed in yet",
    ),
    **dict.fromkeys(
        (
            "account_reauthenticate",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_deactivate_totp",
            "mfa_generate_recovery_codes",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn",
        ),
        "asks for the password first, or asks for it",
    ),
    **dict.fromkeys(("gallery", "gallery-error", "gallery-form"), "for whoever builds pages; no link leads there"),
    **dict.fromkeys(
        ("briefing", "briefing-download", "freeze", "import"), "of work that was asked for; in this study none was"
    ),
    **dict.fromkeys(("change_memo", "memo"), "of a memo; this study has none"),
    **dict.fromkeys(BACK_TO_ITS_FORM, "leads back to the page with the form"),
}
"""Views that answer GET and that nobody who is signed in comes to by links in this study, and why."""

FIVEFOLD = (sys.executable, "-c", "import sys; from fivefold.cli.main import main; sys.exit(main())")


@dataclass(slots=True)
class Asked:
    """One address as somebody asks for it. sent: by POST, {} for GET. html: whether it is a page, and not a file."""

    who: str
    path: str
    sent: dict[str, str] = field(default_factory=dict)
    html: bool = True
    size: int = 0
    alone: list[float] = field(default_factory=list)
    crowd: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def most(self) -> int:
        """Milliseconds it may take."""
        return SEARCH if self.sent else PAGE

    @property
    def words(self) -> str:
        return self.path + (f"  {self.sent!r}" if self.sent else "")


def p95(taken: list[float]) -> float:
    """The smallest number that 95 in 100 do not pass."""
    return sorted(taken)[-(-len(taken) * 95 // 100) - 1]


def prepare(given: str, place: Path) -> Path:
    """An installation in the place, with the study."""
    home, folder = place / "home", Path(given)
    if (folder / "records.sqlite3").exists():
        shutil.copytree(folder, home)
        _run("ops", "prepare", home=home)
        return home
    if not folder.is_dir():
        folder = place / "study"
        _run("demo", "generate", "--frameworks", given, "--seed", "7", "--out", str(folder), home=home)
    _run("demo", "records", "--study", str(folder), "--second", str(place / "second"), home=home)
    return home


def _run(*words: str, home: Path) -> None:
    done = subprocess.run([*FIVEFOLD, *words], env=environment(home), stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words[:2])}: exit code {done.returncode}")


@contextmanager
def serving(home: Path, *, workers: int = 2) -> Iterator[str]:
    """The application as its command serves it, while this lasts."""
    address, port = Browser.free_address()
    command = [*FIVEFOLD, "ops", "serve", "--no-work", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, env=environment(home, address), stdout=subprocess.DEVNULL)
    try:
        Browser(address).wait(lambda: server.poll() is None)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def come_to(browser: Browser, who: str) -> list[Asked]:
    """Every kind of page that somebody comes to: the first two of it, whose ways are followed, and the last."""
    waiting, seen = ["/"], {"/"}
    pages: dict[str, Asked] = {}
    opened: dict[str, int] = {}
    last: dict[str, str] = {}
    while waiting:
        path = waiting.pop(0)
        its = kind(path)
        last[its] = path
        if opened.get(its, 0) < FOLLOWED and (found := _opened(browser, who, path, pages)) is not None:
            opened[its] = opened.get(its, 0) + 1
            new = [one for one in found if one not in seen]
            seen.update(new)
            waiting += new
    for path in last.values():
        if path not in pages:
            _opened(browser, who, path, pages)
    return list(pages.values())


def _opened(browser: Browser, who: str, path: str, pages: dict[str, Asked]) -> list[str] | None:
    """Where a page leads, which is then among the pages; None where nothing is shown."""
    answer = browser.get(path)
    if answer.status != 200:
        return None
    pages[path] = Asked(who, path, html=answer.is_page)
    return list(dict.fromkeys(ways(answer.body.decode(), path))) if answer.is_page else []


def special(browser: Browser, who: str) -> Iterator[Asked]:
    """The list far down and narrowed, and searched."""
    for path in (STUDY + one for one in DEEP):
        if browser.get(path).status == 200:
            yield Asked(who, path)
    if browser.get(STUDY).status == 200:
        yield from (Asked(who, STUDY, sent=one) for one in SEARCHES)


def ask(browser: Browser, one: Asked) -> float:
    """Milliseconds until its last byte."""
    began = time.perf_counter()
    answer = browser.post(one.path, one.sent) if one.sent else browser.get(one.path)
    taken = 1000 * (time.perf_counter() - began)
    if answer.status != 200:
        raise SystemExit(f"{one.path} answered {answer.status}")
    one.size = len(answer.body)
    return taken


def measure(browser: Browser, asked: list[Asked], *, rounds: int, together: int) -> None:
    """Ask for each so often, alone and in a crowd; for a file, which is no page somebody waits for, thrice.

    Files come first, since they are given to whoever has lately shown who they are.
    """
    for one in sorted(asked, key=lambda each: each.html):
        one.alone += [ask(browser, one) for _ in range(rounds if one.html else 3)]
        if not one.html:
            continue
        with ThreadPoolExecutor(together) as crowd:
            one.crowd += crowd.map(lambda _, one=one: ask(browser, one), range(rounds))


def first_of_a_start(home: Path, asked: list[Asked]) -> list[tuple[float, Asked]]:
    """How long the first page of each view takes in a process that has just begun: what a research lead may see."""
    from django.urls import resolve

    by_view: dict[str, Asked] = {}
    for one in asked:
        if one.who == PEOPLE[0] and "/studies/" in one.path and one.html:
            by_view.setdefault(f"{resolve(one.path.partition('?')[0]).url_name} {bool(one.sent)}", one)
    found = []
    for one in by_view.values():
        with serving(home, workers=1) as address:
            browser = sign_in(address, PEOPLE[0], home)
            if one.sent:
                browser.token(one.path)
            found.append((ask(browser, one), one))
    return sorted(found, key=lambda each: -each[0])


def count_queries(asked: list[Asked]) -> None:
    """The queries that a page which is asked for once more takes, its session's among them."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from fivefold.records.accounts.models import Person
    from tests.support.visiting import confirmed, signed_in

    clients = {who: confirmed(signed_in(Person.objects.get(email=who))) for who in {one.who for one in asked}}
    for client in clients.values():
        client.defaults["HTTP_HOST"] = "localhost"

    def answered(client: Client, one: Asked) -> None:
        _ = client.post(one.path, one.sent) if one.sent else client.get(one.path)

    for one in asked:
        answered(clients[one.who], one)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answered(clients[one.who], one)
        one.queries = len(captured)


def never_come_to(asked: list[Asked]) -> list[str]:
    """Views that answer GET, and that nobody came to."""
    from django.urls import resolve

    from tests.access.matrix import routes

    seen = {resolve(one.path.partition("?")[0]).url_name for one in asked}
    return [one.name for one in routes() if one.door and "GET" in one.door.methods and one.name not in seen]


def show(asked: list[Asked], *, least: float) -> None:
    """A line for each address that takes so many milliseconds, the slowest first."""
    print(f"{'p50':>6} {'p95':>6} {'max':>6} {'p50':>6} {'p95':>6} {'kB':>6} {'queries':>7}  (alone, and in a crowd)")
    for one in sorted(asked, key=lambda each: -p95(each.alone)):
        if p95(one.alone) >= least:
            numbers = (statistics.median(one.alone), p95(one.alone), max(one.alone))
            crowd = (statistics.median(one.crowd), p95(one.crowd)) if one.crowd else (0, 0)
            told = " ".join(f"{number:>6.0f}" for number in (*numbers, *crowd, one.size / 1000))
            print(f"{told} {one.queries:>7}  {one.who.partition('@')[0]}: {one.words}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", nargs="?", default="10000")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--together", type=int, default=4)
    parser.add_argument("--least", type=float, default=50, help="leave out what is quicker, in milliseconds")
    parser.add_argument("--first", action="store_true", help="ask for the first page of a new process too")
    parser.add_argument("--who", nargs="*", default=PEOPLE, help="only these people")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = prepare(given.study, Path(place))
        Browser.set_up(home)
        asked: list[Asked] = []
        with serving(home) as address:
            for who in given.who:
                browser = sign_in(address, who, home)
                its = [*come_to(browser, who), *special(browser, who)]
                measure(browser, its, rounds=given.rounds, together=given.together)
                asked += its
        count_queries(asked)
        first = first_of_a_start(home, asked) if given.first else []
        away = never_come_to(asked)
        print(f"{len(asked)} addresses; never come to: {', '.join(away)}")
        show(asked, least=given.least)
        for taken, one in first:
            print(f"{taken:>6.0f}  first of a process: {one.words}")
    slow = [one for one in asked if one.html and p95(one.alone) >= one.most]
    print(f"{len(slow)} take longer than they may")
    held_up = [one for one in asked if one.crowd and p95(one.crowd) >= one.most * given.together]
    print(f"{len(held_up)} take longer in a crowd than if everybody in it were served in turn")
    missed = set(away) - set(AWAY) if set(PEOPLE) <= set(given.who) else set()
    print(f"{len(missed)} views should have been come to{': ' if missed else ''}{', '.join(sorted(missed))}")
    return int(bool(slow or held_up or missed))


if __name__ == "__main__":
    sys.exit(main())
