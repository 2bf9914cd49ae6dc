"""Each view of coding answers those who may, refuses those who may not, and is told of in the log."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.refi_qda.codebook_exchange import write_codebook
from fivefold.records.audit.models import Event
from fivefold.records.coding import actions_memos
from fivefold.records.coding.models import Memo
from tests.support.coded_records import store
from tests.support.coded_words import ALONE, CANARY, FAMILY, MENTOR, hard_words
from tests.support.standing import NOW, World, told
from tests.support.visiting import confirmed, signed_in
from tests.web.coding.conftest import Coded, SignIn

HOME = "/studies/first/"
READING = (
    "codebook/",
    "codebook/export/",
    "codebook/agreement/",
    f"codebook/passages/?code={FAMILY}",
    "memos/",
    "memos/new/",
)


def newest_event() -> Event:
    return told()[-1]


def entries_of(coded: Coded, reference: str = "F1") -> str:
    return f"{HOME}submissions/{coded.stored.submissions[reference]}/coding/"


def test_coded_entries_show_every_passage_in_words(coded: Coded, sign_in: SignIn) -> None:
    answer = sign_in("coder").get(entries_of(coded))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Coded entries - Fivefold</title>" in page
    assert page.count("data-start=") == 7
    assert "&lt;b&gt;likes&lt;/b&gt;" in page
    assert "style=" not in page
    event = newest_event()
    assert (event.verb, event.subject) == ("codings.read", coded.stored.submissions["F1"])
    assert event.facts == {"passages": 7}


def test_coded_entries_can_be_narrowed(coded: Coded, sign_in: SignIn) -> None:
    page = sign_in("coder").get(entries_of(coded), {"layer": "Coder 2", "primary": "risk"}).content.decode()
    assert page.count("data-start=") == 1
    page = sign_in("coder").get(entries_of(coded), {"layer": "Coder 2", "primary": "response"}).content.decode()
    assert "No passage here is coded so" in page


def test_the_codebook_counts_and_opens_onto_passages(coded: Coded, sign_in: SignIn) -> None:
    page = sign_in("research_lead").get(f"{HOME}codebook/").content.decode()
    assert page.count("data-words=") == len(codebook().codes)
    assert "2 frameworks, 3 passages" in page
    assert "never used" in page
    assert f"codebook/passages/?code={FAMILY.replace('/', '%2F')}" in page
    assert (newest_event().verb, newest_event().facts) == ("codebook.read", {"freeze": 1})


def test_passages_are_quoted_with_a_way_to_their_entry(coded: Coded, sign_in: SignIn) -> None:
    page = sign_in("coder").get(f"{HOME}codebook/passages/", {"code": FAMILY}).content.decode()
    assert "<mark>works nights</mark>" in page
    assert ALONE.partition(";")[0][:10] in page
    assert f"{entries_of(coded, 'F2')}#entry-{coded.stored.ids['F2'][1]}" in page
    assert (newest_event().verb, newest_event().facts) == ("passages.read", {"passages": 3, "freeze": 1})


def test_passages_can_be_narrowed_and_beyond_the_last_page_there_is_the_last(coded: Coded, sign_in: SignIn) -> None:
    client = sign_in("coder")
    page = client.get(f"{HOME}codebook/passages/", {"code": FAMILY, "site": "B", "cohort": "group"}).content.decode()
    assert page.count("<blockquote>") == 2
    page = client.get(f"{HOME}codebook/passages/", {"code": FAMILY, "layer": "Coder 1", "page": "9"}).content.decode()
    assert page.count("<blockquote>") == 1
    page = client.get(f"{HOME}codebook/passages/", {"code": FAMILY, "site": "A", "cohort": "group"}).content.decode()
    assert "No passages here" in page


@pytest.mark.parametrize(
    "query", ["", "code=nothing", f"code={FAMILY}&layer=x", f"code={FAMILY}&site=Z", f"code={FAMILY}&cohort=x"]
)
def test_passages_of_what_there_is_not_are_not_found(coded: Coded, sign_in: SignIn, query: str) -> None:
    assert sign_in("coder").get(f"{HOME}codebook/passages/?{query}").status_code == 404


def test_before_a_freeze_pages_say_what_to_do(world: World, sign_in: SignIn) -> None:
    with world.acting("research_lead") as by:
        store(hard_words(), of=world.first, by=by)
    client = confirmed(sign_in("coder"))
    for address in READING:
        assert client.get(f"{HOME}{address}").status_code == 200
    assert "Nothing is frozen yet" in client.get(f"{HOME}codebook/agreement/").content.decode()
    assert client.get(f"{HOME}codebook/passages/?code=nothing").status_code == 404


def test_the_codebook_leaves_as_a_file_coding_programs_open(coded: Coded, sign_in: SignIn) -> None:
    answer = confirmed(sign_in("coder")).get(f"{HOME}codebook/export/")
    assert answer.content == write_codebook(codebook())
    assert answer["Content-Disposition"] == 'attachment; filename="codebook.qdc"'
    assert (newest_event().verb, newest_event().facts) == ("codebook.exported", {"codes": len(codebook().codes)})


def test_agreement_compares_two_coders(coded: Coded, sign_in: SignIn) -> None:
    client = sign_in("coder")
    page = client.get(f"{HOME}codebook/agreement/", {"first": "Coder 2", "second": "Coder 1"}).content.decode()
    assert re.search(r"All codes</th>\s*<td[^>]*>1</td>\s*<td[^>]*>2</td>", page)
    assert newest_event().verb == "agreement.read"


def test_agreement_with_oneself_or_with_nobody_is_refused_at_its_field(coded: Coded, sign_in: SignIn) -> None:
    client = sign_in("coder")
    for asked, said in (
        ({"first": "x", "second": "Coder 2"}, "Choose one of the coders"),
        ({"first": "Coder 2", "second": "Coder 2"}, "Choose another coder than the first"),
    ):
        answer = client.get(f"{HOME}codebook/agreement/", asked)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "<table" not in answer.content.decode()


def test_nobody_else_may_read_codings(coded: Coded, sign_in: SignIn) -> None:
    memo = _memo(coded, "CANARY-7f3a")
    pages = [*READING, f"memos/{memo.id}/", f"memos/{memo.id}/change/"]
    addresses = [entries_of(coded), *(f"{HOME}{one}" for one in pages)]
    for who, status in (("site_lead", 403), ("commissioner", 403), ("other_research_lead", 404), ("nobody", 404)):
        client = sign_in(who)
        for address in addresses:
            answer = client.get(address)
            assert (who, address, answer.status_code) == (who, address, status)
            assert b"CANARY" not in answer.content
    for address in addresses:
        assert Client().get(address).status_code == 303


def test_a_submission_of_another_study_is_not_found(coded: Coded, sign_in: SignIn) -> None:
    theirs = f"/studies/second/submissions/{coded.stored.submissions['F1']}/coding/"
    assert sign_in("other_research_lead").get(theirs).status_code == 404
    assert sign_in("coder").get(f"{HOME}submissions/{uuid4()}/coding/").status_code == 404


def test_pages_ask_the_database_as_often_however_much_is_coded(world: World, sign_in: SignIn) -> None:
    client = sign_in("coder")
    with world.acting("research_lead") as by:
        store(hard_words(), of=world.first, by=by)
        actions_memos.write(world.first, text="memo", by=by, at=NOW)
    few = _queries(client, f"{HOME}memos/")
    with world.acting("coder") as by:
        for number in range(12):
            actions_memos.write(world.first, text=f"memo {number}", by=by, at=NOW)
    assert _queries(client, f"{HOME}memos/") == few


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_memo_is_written_read_and_changed(coded: Coded, sign_in: SignIn) -> None:
    client = sign_in("coder")
    where = {"submission": coded.stored.submissions["F1"]}
    assert "Framework F1" in client.get(f"{HOME}memos/new/", where).content.decode()
    answer = client.post(f"{HOME}memos/new/?submission={where['submission']}", {"text": "first", "seen": 0})
    assert answer.status_code == 303
    assert newest_event().verb == "memo.written"
    page = client.get(answer["Location"]).content.decode()
    assert ">first</p>" in page
    change = f"{answer['Location']}change/"
    assert client.post(change, {"text": "second", "seen": 1}).status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert ">second</p>" in page
    assert ">first</p>" in page
    listed = client.get(f"{HOME}memos/", where).content.decode()
    assert ">second</p>" in listed
    assert "No memos here" in client.get(f"{HOME}memos/", {"about": "code"}).content.decode()
    assert "No memos here" in client.get(f"{HOME}memos/", {"code": FAMILY}).content.decode()


def test_two_writers_of_one_memo_both_keep_their_words(coded: Coded, sign_in: SignIn) -> None:
    memo = _memo(coded, "first")
    change = f"{HOME}memos/{memo.id}/change/"
    assert sign_in("research_lead").post(change, {"text": "theirs", "seen": 1}).status_code == 303
    client = sign_in("coder")
    answer = client.post(change, {"text": "mine", "seen": 1})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ">theirs</p>" in page
    assert ">\nmine</textarea>" in page or ">mine</textarea>" in page
    assert 'name="seen" id="id_seen" value="2"' in page
    assert client.post(change, {"text": "mine", "seen": 2}).status_code == 303


def test_words_that_cannot_be_kept_come_back_with_the_reason(coded: Coded, sign_in: SignIn) -> None:
    client = sign_in("coder")
    long = "x" * (actions_memos.LONGEST + 1)
    answer = client.post(f"{HOME}memos/new/", {"text": long, "seen": 0})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert 'href="#id_text"' in answer.content.decode()
    assert client.post(f"{HOME}memos/new/", {"text": "  ", "seen": 0}).status_code == 422
    with coded.world.acting("coder"):
        assert not Memo.objects.exists()


def test_what_was_typed_survives_the_end_of_a_session(coded: Coded) -> None:
    client = Client(enforce_csrf_checks=True)
    page = f"{HOME}memos/new/"
    ours = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post(page, {"text": "long <thought>", "seen": "0"}, headers=ours)
    assert answer.status_code == 403
    assert "long &lt;thought&gt;</textarea>" in answer.content.decode()
    assert f'action="{page}"' in answer.content.decode()
    token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', answer.content.decode())[-1]
    again = client.post(page, {"text": "long thought", "seen": "0", "csrfmiddlewaretoken": token}, headers=ours)
    assert "long thought</textarea>" in again.content.decode()
    cookies = signed_in(coded.world.people["coder"]).cookies
    client.cookies = cookies
    stale = client.post(page, {"text": "long thought", "seen": "0", "csrfmiddlewaretoken": token}, headers=ours)
    assert "signed in again" in stale.content.decode()
    token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', stale.content.decode())[-1]
    saved = client.post(page, {"text": "long thought", "seen": "0", "csrfmiddlewaretoken": token}, headers=ours)
    assert saved.status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_another_sites_words_are_never_shown_back(world: World, site: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        f"{HOME}memos/new/", {"text": "spoofed", "seen": "0"}, headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == 403
    assert b"spoofed" not in answer.content


@pytest.mark.parametrize("query", ["code=nothing", "submission=nothing"])
def test_a_memo_about_what_there_is_not_is_not_found(coded: Coded, sign_in: SignIn, query: str) -> None:
    assert sign_in("coder").get(f"{HOME}memos/new/?{query}").status_code == 404
    assert sign_in("coder").get(f"{HOME}memos/{uuid4()}/").status_code == 404
    assert sign_in("coder").get(f"{HOME}memos/?about=nonsense").status_code == 404


def test_no_words_reach_the_log(coded: Coded, sign_in: SignIn) -> None:
    client = sign_in("coder")
    for address in (entries_of(coded), *(f"{HOME}{one}" for one in READING)):
        client.get(address)
    log = str([(one.facts, one.verb) for one in told()])
    assert not [words for words in (CANARY, MENTOR, "works nights", FAMILY) if words in log]


def _memo(coded: Coded, text: str) -> Memo:
    with coded.world.acting("coder") as by:
        return actions_memos.write(coded.world.first, text=text, by=by, at=NOW)
