"""Read pages with reviews."""

import re


def text_of(client, path):
    """The page as text; it must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def titles(page):
    """Titles of the shown reviews, in their order."""
    return re.findall(r'<h3 id="review-\d+-title" dir="auto">(.*?)</h3>', page)
