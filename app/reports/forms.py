"""The form that asks for a report."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from reports.models import WITH_PERIOD, Kind, Report
from reports.services.request_report import PeriodRefused, check_period


class RequestForm(forms.ModelForm):
    """Kind and period; the last seven days to begin with."""

    class Meta:
        model = Report
        fields = ("kind", "period_start", "period_end")
        widgets = {name: forms.DateInput({"type": "date"}) for name in ("period_start", "period_end")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who asks for a report that is there gets that one, and has broken no constraint.
        self.instance.validate_constraints = lambda exclude=None: None
        self.fields["kind"].initial = Kind.SALES
        today = timezone.now().date()
        self.fields["period_start"].initial = today - timedelta(days=7)
        self.fields["period_end"].initial = today - timedelta(days=1)
        self.fields["period_end"].help_text = "Days are UTC. Reports about the stock are about now, whatever is here."

    def clean(self) -> dict[str, Any]:
        """Refuse a period there can be no report about."""
        data = super().clean() or {}
        if data.get("kind") in WITH_PERIOD and not self.errors:
            try:
                check_period(data.get("period_start"), data.get("period_end"))
            except PeriodRefused as refused:
                self.add_error("period_end", str(refused))
        return data

    def save(self, commit: bool = True) -> Any:
        """The report is made by the service (see admin.save_model)."""
        self.save_m2m = lambda: None
        return self.instance

    @property
    def wanted(self) -> tuple[Kind, date | None, date | None]:
        """What was asked for."""
        return Kind(self.cleaned_data["kind"]), self.cleaned_data["period_start"], self.cleaned_data["period_end"]
