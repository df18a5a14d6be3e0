"""Parts of a page that are cached by themselves: shared, forgotten by their tags, blind for the visitor (C6, O5)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from caching import generations
from caching.fragments import REFUSALS, Fragment, FragmentRefused

REVIEWS = (
    '{% load fragments %}{% fragment "reviews" product tags=tags reviews=reviews %}'
    "{% for review in reviews %}<p>{{ review }}</p>{% endfor %}{% endfragment %}"
)


def render(text, **values):
    """The template's output."""
    return Template(text).render(Context({"product": 7, "tags": ["product:bowl"], **values}))


def test_the_guides_lifetimes_are_in_the_one_table(settings):
    """product_basic 3,600 s, reviews 600 s, related 1,800 s, and each fragment has one (C6)."""
    assert {fragment: fragment.seconds for fragment in Fragment} == {
        "product_basic": 3600,
        "reviews": 600,
        "related": 1800,
    }
    settings.CACHE_TTL = {**settings.CACHE_TTL, "reviews": 5}
    assert Fragment.REVIEWS.seconds == 5


@pytest.mark.django_db
def test_a_fragment_is_rendered_once_until_its_tag_changes():
    """The inside, and the query behind its variable, run on a miss only (C6, C7)."""
    asked = []

    def reviews():
        asked.append(1)
        return ["good", "<b>bad</b>"]

    expected = "<p>good</p><p>&lt;b&gt;bad&lt;/b&gt;</p>"
    assert [render(REVIEWS, reviews=reviews) for _ in range(3)] == [expected] * 3
    assert len(asked) == 1
    generations.bump(["product:bowl"])
    assert render(REVIEWS, reviews=["new"]) == "<p>new</p>"


def test_each_key_has_its_own_html():
    """Values that look alike when joined are still different keys (C6)."""
    text = '{% load fragments %}{% fragment "related" a b tags="t" v=v %}{{ v }}{% endfragment %}'
    keys = [("a/b", "c"), ("a", "b/c"), (1, "c"), ("1", "c"), ('1", "c', "c")]
    for number, (a, b) in enumerate(keys):
        assert render(text, a=a, b=b, v=number) == str(number)
    for number, (a, b) in enumerate(keys):
        assert render(text, a=a, b=b, v="other") == str(number)


@pytest.mark.django_db
def test_the_inside_sees_nothing_but_its_variables(rf: RequestFactory):
    """Neither the request nor the user nor another variable of the page can get into it (C6, O5)."""
    request = rf.get("/")
    request.user = AnonymousUser()
    text = (
        '{% load fragments %}{% fragment "reviews" 7 tags="t" shown=shown %}'
        "[{{ shown }}{{ request.path }}{{ user }}{{ favourites }}{{ csrf_token }}]{% endfragment %}{{ favourites }}"
    )
    html = Template(text).render(RequestContext(request, {"shown": "shown", "favourites": "mine", "user": "ann"}))
    assert html == "[shown]mine"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{% fragment "actions" 7 tags="t" %}{% endfragment %}', "none of product_basic, reviews, related"),
        ('{% fragment reviews 7 tags="t" %}{% endfragment %}', "none of"),
        ('{% fragment "reviews" tags="t" %}{% endfragment %}', "has no key"),
        ('{% fragment "reviews" 7 %}{% endfragment %}', "has no tags="),
        ('{% fragment "reviews" 7 tags="t" user=user %}{% endfragment %}', "cannot contain user"),
        ('{% fragment "reviews" 7 tags="t" %}{% csrf_token %}{% endfragment %}', "cannot contain csrf_token"),
    ],
)
def test_an_unsafe_fragment_is_no_template(text, problem):
    """What can be seen in the template is refused when it is compiled (C6, O5)."""
    with pytest.raises(TemplateSyntaxError, match=problem):
        Template("{% load fragments %}" + text)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"product": None}, "key product is NoneType"),
        ({"product": ""}, "key product is str"),
        ({"product": 1.5}, "key product is float"),
        ({"tags": None}, "tags tags are None"),
        ({"tags": []}, "tags tags are"),
        ({"reviews": AnonymousUser()}, "variable reviews is a AnonymousUser"),
    ],
)
def test_a_fragment_that_would_mix_visitors_or_products_is_not_cached(settings, redis_server, values, problem):
    """Without a key or tags, or with a visitor inside: tests fail; production keeps nothing and counts (C6, O5)."""
    text = REVIEWS if "reviews" not in values else REVIEWS.replace("in reviews", "in reviews.groups.all")
    with pytest.raises(FragmentRefused, match=problem):
        render(text, **{"reviews": ["good"], **values})
    settings.CACHE_REFUSALS_RAISE = False
    before = REFUSALS.labels("reviews")._value.get()
    assert render(text, **{"reviews": ["good"], **values}) == ("<p>good</p>" if text == REVIEWS else "")
    assert REFUSALS.labels("reviews")._value.get() == before + 1
    assert not list(redis_server.scan_iter("*fragment*"))
