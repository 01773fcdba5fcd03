"""The self-contained page: what is plain in it, what is compressed, and that nothing in it ends an element."""

import base64
import gzip
import json
import re

from hypothesis import given
from hypothesis import strategies as st

from smartspec.views.page import PLAIN_BYTES, packed_json, single_page

TEXT = "</script><!--" + "а" * PLAIN_BYTES


def plain(page: str) -> dict[str, object]:
    """The bodies that stand in the page as JSON."""
    (data,) = re.findall(r'<script type="application/json" id="smartspec-data">(.*?)</script>', page, re.DOTALL)
    return dict(json.loads(data))


def packed(page: str) -> dict[str, object]:
    """The compressed bodies by address, unpacked."""
    found = re.findall(r'<script type="text/plain" data-packed="([^"]*)">([A-Za-z0-9+/=]*)</script>', page)
    return {address: json.loads(gzip.decompress(base64.b64decode(data))) for address, data in found}


@given(st.text(max_size=300))
def test_what_is_packed_comes_back_and_the_same_text_gives_the_same_characters(text):
    assert gzip.decompress(base64.b64decode(packed_json(text))).decode() == text
    assert packed_json(text) == packed_json(text)


def test_neither_time_nor_system_stands_in_what_is_packed():
    head = base64.b64decode(packed_json("{}"))[:10]
    assert head[4:8] == b"\0\0\0\0"
    assert head[9] == 255


def test_small_bodies_are_plain_and_large_ones_are_packed_behind_the_script():
    page = single_page({"/api/project": {"name": "x"}, "/api/network/a": {"label": TEXT}}, title="t", language="ru")
    assert plain(page) == {"/api/project": {"name": "x"}, "lang": "ru", "packed": ["/api/network/a"]}
    assert packed(page) == {"/api/network/a": {"label": TEXT}}
    assert page.index("data-packed=") > page.rindex("<script>"), "the frame is drawn before large data are read"


def test_a_packed_body_takes_a_tenth_of_its_room_where_it_repeats_itself():
    body = {"rows": [{"region": f"RU-{k}", "value": k / 7} for k in range(20_000)]}
    page = single_page({"/api/table/a": body}, title="t")
    bare = single_page({}, title="t")
    assert len(page) - len(bare) < len(json.dumps(body)) / 3


def test_names_that_look_like_markup_stay_inside_their_attribute():
    address = '/api/network/"><img src=x onerror=alert(1)>'
    page = single_page({address: {"label": TEXT}}, title="<b>")
    assert 'data-packed="/api/network/&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"' in page
    assert "<title>&lt;b&gt;</title>" in page
    assert '<p class="muted" role="status">&lt;b&gt;…</p>' in page, "the title is seen before the script runs"
