from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import linebreaks
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.models import Decision, Review, ReviewStatus
from reviews.models.decision import REASON_CHARACTERS
from reviews.services.decide import decide


class RejectionForm(forms.Form):
    """The reason that goes to the authors."""

    reason = forms.CharField(
        max_length=REASON_CHARACTERS, widget=forms.TextInput({"size": 80}), help_text="The authors read it."
    )


class DecisionInline(admin.TabularInline):
    """The history; nobody rewrites it."""

    model = Decision
    fields = readonly_fields = ("verdict", "reason", "revision", "decided_by", "decided_at")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """With the moderators: one query for all of them."""
        return super().get_queryset(request).select_related("decided_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Decisions are made by the actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is read-only."""
        return False


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    """The moderation queue: oldest waiting first. Words are the author's alone, so nothing here can be edited."""

    list_display = ("title", "stars", "words", "product", "author", "status", "verified_purchase", "edited_at")
    list_filter = ("status", "stars", "verified_purchase", "edited_at")
    list_select_related = ("product", "author")
    list_per_page = 50
    search_fields = ("title", "text", "product__name", "author__email")
    show_full_result_count = False
    ordering = ("edited_at", "id")
    actions = ("approve", "reject")
    inlines = (DecisionInline,)
    fields = readonly_fields = (
        *("product", "author", "signature", "stars", "title", "text"),
        *("status", "revision", "verified_purchase", "created_at", "edited_at"),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Opens on what is waiting; `?status__exact=` and the filters show the rest."""
        if request.method == "GET" and not request.GET:
            request.GET = request.GET.copy()
            request.GET["status__exact"] = ReviewStatus.PENDING
            request.META["QUERY_STRING"] = request.GET.urlencode()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Reviews come from the shop's form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Moderators act on the list. One review's page only shows: saving it would write back an old status."""
        return obj is None and super().has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Whoever may moderate may look."""
        return super().has_view_permission(request, obj) or super().has_change_permission(request)

    @admin.display(description="text")
    def words(self, review: Review) -> SafeString:
        """The whole text, with the revision that is read here: an action decides about this one and no later one."""
        text = linebreaks(review.text)
        return format_html('{}<input type="hidden" name="revision-{}" value="{}">', text, review.pk, review.revision)

    @admin.action(description="Approve the selected reviews", permissions=["change"])
    def approve(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Show them."""
        self._decide(request, reviews, ReviewStatus.APPROVED)

    @admin.action(description="Reject the selected reviews…", permissions=["change"])
    def reject(self, request: HttpRequest, reviews: QuerySet[Review]) -> HttpResponse | None:
        """Ask for the reason, then refuse them."""
        form = RejectionForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            self._decide(request, reviews, ReviewStatus.REJECTED, form.cleaned_data["reason"])
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Reject reviews",
            "opts": self.model._meta,
            "reviews": [(review, request.POST.get(f"revision-{review.pk}", "")) for review in reviews],
            "form": form,
        }
        return render(request, "admin/reviews/reject.html", context)

    def _decide(self, request: HttpRequest, reviews: QuerySet[Review], verdict: ReviewStatus, reason: str = "") -> None:
        keys = reviews.values_list("pk", flat=True)
        shown = {key: request.POST.get(f"revision-{key}", "") for key in keys}
        seen = {key: int(revision) for key, revision in shown.items() if revision.isascii() and revision.isdigit()}
        done = decide(seen=seen, verdict=verdict, moderator=request.user, reason=reason)
        self.message_user(request, f"{done.decided} {verdict.label.lower()}.", messages.SUCCESS)
        if left := done.outdated + len(shown) - len(seen):
            self.message_user(
                request, f"{left} left alone: edited, deleted, or not on the page you saw.", messages.WARNING
            )
