"""One person's opinion of one product."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from catalogue.models import Product

FEWEST_STARS, MOST_STARS = 1, 5
#: characters; the database refuses longer ones too
TITLE_CHARACTERS, TEXT_CHARACTERS, SIGNATURE_CHARACTERS = 120, 4_000, 60


class ReviewStatus(models.TextChoices):
    """Only approved reviews are shown and counted."""

    PENDING = "pending", "Waiting for moderation"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class Review(models.Model):
    """Plain text, never markup. `revision` counts the author's edits: a decision names the revision it is about."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(FEWEST_STARS), MaxValueValidator(MOST_STARS)]
    )
    title = models.CharField(max_length=TITLE_CHARACTERS)
    text = models.TextField(max_length=TEXT_CHARACTERS)
    #: the name shown with it, chosen by the author; pages need nothing of the account
    signature = models.CharField("signed as", max_length=SIGNATURE_CHARACTERS)
    status = models.CharField(max_length=10, choices=ReviewStatus, default=ReviewStatus.PENDING, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    #: whether the author had bought the product when the review was written or approved
    verified_purchase = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "product"], name="review_one_per_author_and_product"),
            models.CheckConstraint(
                condition=models.Q(stars__range=(FEWEST_STARS, MOST_STARS)), name="review_stars_one_to_five"
            ),
            models.CheckConstraint(condition=models.Q(status__in=ReviewStatus.values), name="review_status_known"),
            models.CheckConstraint(
                condition=~models.Q(text="") & models.Q(LessThanOrEqual(Length("text"), TEXT_CHARACTERS)),
                name="review_text_has_a_length",
            ),
        ]
        indexes = [
            # The product's page and its list of reviews: approved ones, newest first.
            models.Index(
                fields=["product", "-id"], name="review_approved", condition=models.Q(status=ReviewStatus.APPROVED)
            ),
            # The moderation queue, oldest first.
            models.Index(fields=["edited_at", "id"], name="review_queue", condition=models.Q(status="pending")),
            # For the foreign key's own check when a product is deleted.
            models.Index(fields=["product", "status"], name="review_product_status"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} of {MOST_STARS}: {self.title}"
