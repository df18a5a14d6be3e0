"""A postal address somebody has things sent to."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models.country import Country
from security.fields import EncryptedCharField


class Address(models.Model):
    """What says where a person lives is encrypted; the country is not: it names nobody, and rates need it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    recipient = EncryptedCharField("name", max_length=120)
    line_1 = EncryptedCharField("street and number", max_length=120)
    line_2 = EncryptedCharField("further line", max_length=120, blank=True)
    postal_code = EncryptedCharField("postal code", max_length=20)
    city = EncryptedCharField("town", max_length=80)
    country = models.CharField(max_length=2, choices=Country)
    phone = EncryptedCharField("telephone", max_length=30, blank=True, help_text="For the driver only.")
    #: what the checkout offers first
    is_default = models.BooleanField("use this one first", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-is_default", "-created_at", "-id"]
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="address_one_default_a_user"
            ),
            models.CheckConstraint(condition=models.Q(country__in=Country.values), name="address_country_known"),
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"

    @property
    def lines(self) -> list[str]:
        """The address as it is written on a parcel."""
        town = f"{self.postal_code} {self.city}"
        return [line for line in (self.recipient, self.line_1, self.line_2, town, self.get_country_display()) if line]
