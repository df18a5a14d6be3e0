"""A thing for sale (D5)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from catalogue.models.category import Category


class ProductStatus(models.TextChoices):
    """Only active products are shown."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    RETIRED = "retired", "Retired"


class Product(models.Model):
    """Price is in the shop's one currency, with two decimals. `view_count` lags by up to a minute (see tasks)."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    description = models.TextField(blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products", db_index=False)
    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    status = models.CharField(max_length=10, choices=ProductStatus, default=ProductStatus.DRAFT)
    stock = models.IntegerField(default=0, validators=[MinValueValidator(0)])
    view_count = models.BigIntegerField(default=0, editable=False)
    #: approved reviews and the sum of their stars; kept by the reviews app with F(), so that lists need no join
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    rating_total = models.PositiveIntegerField(default=0, editable=False)
    #: object name in the media bucket; empty until the picture was made
    picture = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(condition=models.Q(stock__gte=0), name="product_stock_not_negative"),
            models.CheckConstraint(condition=models.Q(view_count__gte=0), name="product_view_count_not_negative"),
            models.CheckConstraint(
                # One to five stars a review.
                condition=models.Q(rating_total__gte=models.F("rating_count"))
                & models.Q(rating_total__lte=5 * models.F("rating_count")),
                name="product_rating_is_one_to_five",
            ),
            models.CheckConstraint(condition=models.Q(status__in=ProductStatus.values), name="product_status_known"),
        ]
        # Every page lists active products only, newest or most viewed first; `id` makes the order total.
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                name="product_active_newest",
                condition=models.Q(status=ProductStatus.ACTIVE),
            ),
            models.Index(
                fields=["category", "-created_at", "-id"],
                name="product_category_newest",
                condition=models.Q(status=ProductStatus.ACTIVE),
            ),
            models.Index(
                fields=["category", "-view_count", "-id"],
                name="product_category_popular",
                condition=models.Q(status=ProductStatus.ACTIVE),
            ),
            models.Index(
                fields=["-view_count", "-id"],
                name="product_active_popular",
                condition=models.Q(status=ProductStatus.ACTIVE),
            ),
            # For what is not limited to active products: the admin's filters and the foreign key's own checks.
            models.Index(fields=["category", "status"], name="product_category_status"),
            models.Index(fields=["stock"], name="product_low_stock", condition=models.Q(stock__lt=10)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Path of the product's page."""
        return reverse("catalogue:product", kwargs={"slug": self.slug})
