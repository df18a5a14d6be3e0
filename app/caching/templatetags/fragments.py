"""`{% fragment %}`: a part of a page that is rendered once and shared (C6).

Django's own `{% cache %}` rebuilds a value once for everyone who misses it, knows no generations, and sees the whole
context, the visitor included.
"""

import json
from typing import Any

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.base import SessionBase
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe

from caching.fragments import Fragment, fragment_html, refuse

register = template.Library()

USAGE = (
    'write {% fragment "reviews" product.id tags=product_tags reviews=reviews %}…{% endfragment %}: a name of '
    "caching.fragments.Fragment, what tells this fragment from the others of its name, its tags, and each "
    "variable that the inside uses"
)
PERSONAL_TYPES = (HttpRequest, AbstractBaseUser, AnonymousUser, SessionBase, BaseStorage, BaseForm, SimpleLazyObject)
PERSONAL_NAMES = frozenset({"request", "user", "perms", "messages", "csrf_token", "csp_nonce", "visitor"})


class NotShared(Exception):
    """Carries HTML past the cache."""

    def __init__(self, html: str) -> None:
        super().__init__("not shared")
        self.html = html


@register.tag("fragment")
def do_fragment(parser: Parser, token: Token) -> "FragmentNode":
    """Render the inside once, keep the HTML for the fragment's lifetime, and forget it when one of its tags changes.

        {% load fragments %}
        {% fragment "reviews" product.id tags=product_tags reviews=reviews %}
          {% for review in reviews %}…{% endfor %}
        {% endfragment %}

    The positional values after the name make the key: the same values are the same HTML. `tags=` is one tag or a list
    of them (see caching.generations). Every other keyword is a variable of the inside, and the inside sees no others:
    nothing of the visitor can be in it. Variables are resolved on a miss only, so a view passes a callable
    (`"reviews": lambda: …`) for what costs a query. Anything that depends on the visitor goes outside.
    """
    _, *words = token.split_contents()
    if not words or words[0][0] not in "\"'" or words[0][1:-1] not in list(Fragment):
        raise TemplateSyntaxError(f"fragment: {words[:1]} is none of {', '.join(Fragment)}; {USAGE}")
    fragment = Fragment(words[0][1:-1])
    names, variables = [], {}
    for word in words[1:]:
        variable, equals, expression = word.partition("=")
        if equals and variable.isidentifier():
            variables[variable] = parser.compile_filter(expression)
        else:
            names.append(parser.compile_filter(word))
    inside = parser.parse(("endfragment",))
    parser.delete_first_token()
    tags = variables.pop("tags", None)
    if not names or tags is None:
        raise TemplateSyntaxError(f'fragment "{fragment}" has no {"tags=" if names else "key"}; {USAGE}')
    personal = sorted(PERSONAL_NAMES & variables.keys())
    if personal or inside.get_nodes_by_type(CsrfTokenNode):
        raise TemplateSyntaxError(
            f'fragment "{fragment}" is the same for all visitors and cannot contain '
            f"{', '.join(personal) or 'csrf_token'}; put what depends on the visitor outside"
        )
    return FragmentNode(fragment, names, tags, variables, inside)


class FragmentNode(template.Node):
    """One use of a fragment in a template."""

    def __init__(
        self,
        fragment: Fragment,
        names: list[FilterExpression],
        tags: FilterExpression,
        variables: dict[str, FilterExpression],
        inside: NodeList,
    ) -> None:
        self.fragment = fragment
        self.names = names
        self.tags = tags
        self.variables = variables
        self.nodelist = inside

    def render(self, context: Context) -> SafeString:
        names = [name.resolve(context, ignore_failures=True) for name in self.names]
        found = self.tags.resolve(context, ignore_failures=True)
        tags = [found] if isinstance(found, str) else found
        trouble = self._trouble(names, tags)
        if trouble:
            refuse(self.fragment, trouble, "Give it in the view's context.")
            return self._inside(self._values(context), context)
        try:
            html = fragment_html(self.fragment, json.dumps(names), lambda: self._made_to_share(context), tags=tags)
        except NotShared as passed:
            html = passed.html
        return mark_safe(html)  # noqa: S308  (it is what the template rendered, escaped as there)

    def _made_to_share(self, context: Context) -> str:
        values = self._values(context)
        personal = [name for name, value in values.items() if isinstance(value, PERSONAL_TYPES)]
        if personal:
            kind = type(values[personal[0]]).__name__
            refuse(self.fragment, f"its variable {personal[0]} is a {kind}", "Put that part outside.")
        html = str(self._inside(values, context))
        if personal:
            raise NotShared(html)
        return html

    def _trouble(self, names: list[Any], tags: Any) -> str:
        """A missing value would make all products' fragments one; the empty text says that all is well."""
        for expression, value in zip(self.names, names, strict=True):
            if type(value) not in (str, SafeString, int) or value == "":
                return f"its key {expression.token} is {type(value).__name__} {value!r}, not a text or a number"
        if not isinstance(tags, list | tuple) or not tags or not all(isinstance(tag, str) and tag for tag in tags):
            return f"its tags {self.tags.token} are {tags!r}, not one or more texts"
        return ""

    def _values(self, context: Context) -> dict[str, Any]:
        return {name: expression.resolve(context) for name, expression in self.variables.items()}

    def _inside(self, values: dict[str, Any], context: Context) -> SafeString:
        own = Context(values, autoescape=context.autoescape, use_l10n=context.use_l10n, use_tz=context.use_tz)
        with own.render_context.push_state(context.template), own.bind_template(context.template):
            return self.nodelist.render(own)
