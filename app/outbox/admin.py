"""Dead letters are looked at and replayed; messages that cannot be sent are looked at, or thrown away."""

import json

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest

from outbox.models import DeadLetter, OutboxMessage
from outbox.services.replay import NotReplayable, replay
from outbox.services.resolve import resolve

#: letters one action replays, at most
MOST = 100


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows the system writes."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class OpenFilter(admin.SimpleListFilter):
    """Open letters first: they are what somebody has to look at."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", "open"), ("resolved", "made good or dismissed")]

    def queryset(self, request, queryset):
        if self.value() in ("open", "resolved"):
            return queryset.filter(resolved_at__isnull=self.value() == "open")
        return queryset


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin):
    """Arguments, message and traceback may hold personal data: they are shown with a permission of their own."""

    list_display = ("task", "queue", "error", "failures", "last_failed_at", "replayed_at", "resolved_at")
    list_filter = (OpenFilter, "queue", "task")
    search_fields = ("task", "error", "request_id")
    ordering = ("-last_failed_at",)
    actions = ["replay_chosen", "dismiss_chosen"]
    open_fields = (
        "id", "task", "queue", "error", "failures", "tries", "first_failed_at", "last_failed_at", "request_id",
        "is_member", "is_replayable", "replayed_at", "replayed_by", "resolved_at",
    )  # fmt: skip
    personal_fields = ("arguments", "message", "stack")

    def get_fields(self, request, obj=None):
        allowed = request.user.has_perm("outbox.view_deadletter_arguments")
        return self.open_fields + (self.personal_fields if allowed else ())

    def has_delete_permission(self, request, obj=None):
        return False

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.replay_deadletter")

    @admin.display(description="arguments")
    def arguments(self, letter: DeadLetter) -> str:
        return json.dumps([letter.args, letter.kwargs], ensure_ascii=False, indent=2)

    @admin.display(description="traceback")
    def stack(self, letter: DeadLetter) -> str:
        return letter.traceback

    @admin.action(description="Replay (same task id: effects that did happen are not repeated)", permissions=["replay"])
    def replay_chosen(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        """Each in a transaction of its own; those that cannot be replayed are named and left."""
        sent = 0
        for letter_id in queryset.values_list("pk", flat=True)[:MOST]:
            try:
                letter = replay(letter_id, by_id=request.user.pk)
            except NotReplayable as reason:
                self.message_user(request, str(reason), messages.WARNING)
                continue
            LogEntry.objects.log_actions(request.user.pk, [letter], CHANGE, "Replayed.")
            sent += 1
        if sent:
            self.message_user(request, f"{sent} sent again.", messages.SUCCESS)

    @admin.action(description="Dismiss (nothing is sent; it is looked at no more)", permissions=["replay"])
    def dismiss_chosen(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        """For those that make no sense any more: an alert asks for the others."""
        letters = list(queryset.filter(resolved_at=None)[:MOST])
        for letter in letters:
            resolve(letter.pk)
        LogEntry.objects.log_actions(request.user.pk, letters, CHANGE, "Dismissed.")
        self.message_user(request, f"{len(letters)} dismissed.", messages.SUCCESS)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """What waits: for the relay, for its time, or for somebody to see why it cannot be sent."""

    list_display = ("task", "queue", "created_at", "eta", "attempts", "next_attempt_at", "last_error")
    list_filter = ("queue",)
    ordering = ("next_attempt_at",)
    fields = ("id", *list_display, "request_id")
