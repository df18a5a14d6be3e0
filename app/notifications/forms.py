"""What the preferences' form takes."""

from typing import Any

from django import forms

from notifications.gateways import gateways
from notifications.kinds import CHOSEN, RULES, Channel, Group
from notifications.models import Preferences
from notifications.phones import normalised
from notifications.zones import zone_names

HELP = {
    Group.ORDERS: "Paid, shipped, cancelled, refunded, or not paid for.",
    Group.REVIEWS: "When your review is published.",
    Group.WISHLIST: "When something you wish for costs less.",
}
_CLOCK = {"type": "time", "autocomplete": "off"}


class PreferencesForm(forms.ModelForm):
    """Offers the channels this deployment has. Ticks of others are kept: a gateway may come back."""

    class Meta:
        model = Preferences
        fields = ["phone", "preferred", "quiet_from", "quiet_until", "time_zone"]
        labels = {
            "phone": "Telephone number",
            "preferred": "Where several are ticked, use",
            "quiet_from": "Quiet from",
            "quiet_until": "Quiet until",
            "time_zone": "Your time zone",
        }
        help_texts = {
            "phone": "For text messages, with the country, like +31 20 123 4567. It is kept encrypted.",
            "quiet_from": "What can wait then waits until the quiet hours are over.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [channel for channel in Channel if channel in gateways()]
        for group in CHOSEN:
            possible = {channel for rule in RULES.values() if rule.group is group for channel in rule.channels}
            self.fields[group.value] = forms.MultipleChoiceField(
                label=group.label,
                help_text=HELP[group],
                choices=[(channel.value, channel.label) for channel in self.offered if channel in possible],
                initial=getattr(self.instance, group),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["preferred"].choices = [(channel.value, channel.label) for channel in self.offered]
        self.fields["time_zone"] = forms.ChoiceField(
            label="Your time zone", choices=[(name, name.replace("_", " ")) for name in zone_names()]
        )
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].widget = forms.TimeInput(format="%H:%M", attrs=_CLOCK)
        self.fields["phone"] = forms.CharField(
            label=self._meta.labels["phone"],
            help_text=self._meta.help_texts["phone"],
            max_length=40,
            required=False,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        )
        if Channel.SMS not in self.offered:
            del self.fields["phone"]
        if len(self.offered) == 1:
            del self.fields["preferred"]
        self.order_fields([*CHOSEN, "preferred", "phone", "quiet_from", "quiet_until", "time_zone"])

    def clean_phone(self) -> str:
        """The number as gateways take it."""
        return normalised(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Text messages need a number, and quiet hours both ends."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for group in CHOSEN:
            if Channel.SMS in data.get(group, ()) and not data.get("phone") and "phone" not in self.errors:
                self.add_error("phone", "Text messages need a telephone number.")
                break
        begin, end = data.get("quiet_from"), data.get("quiet_until")
        if (begin is None) != (end is None) and not {"quiet_from", "quiet_until"} & set(self.errors):
            self.add_error("quiet_until" if end is None else "quiet_from", "Quiet hours need both ends, or neither.")
        elif begin is not None and begin == end:
            self.add_error("quiet_until", "Quiet hours that end when they begin have no length.")
        return data

    def apply(self) -> Preferences:
        """The preferences with what was ticked; not saved."""
        preferences: Preferences = super().save(commit=False)
        for group in CHOSEN:
            kept = [channel for channel in getattr(preferences, group) if channel not in self.offered]
            setattr(preferences, group, [*self.cleaned_data[group], *kept])
        return preferences
