"""The pages that say how the shop works."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from storefront.help import TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_page_that_costs_no_query(transactional_db, site, topic):
    """Each is cacheable by everyone, and asks no database (C5)."""
    with CaptureQueriesContext(connections["default"]) as asked, CaptureQueriesContext(connections["replica"]) as too:
        answer = site.get(f"/help/{topic}/")
    assert answer.status_code == 200
    assert TOPICS[topic] in answer.content.decode()
    assert "public" in answer["Cache-Control"]
    assert len(asked) + len(too) == 0


def test_every_page_leads_to_the_help(transactional_db, site):
    """The footer has all topics, and what nobody wrote about is a page that says so."""
    page = site.get("/help/lunch/")
    assert page.status_code == 404
    assert all(f'href="/help/{topic}/"' in page.content.decode() for topic in TOPICS)
