"""A thing for sale (D5)."""

from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from catalogue.models.category import Category
from catalogue.models.product_indexes import INDEXES
from catalogue.models.product_status import ProductStatus
from catalogue.models.search_vector import SEARCH_VECTOR

#: A product starts with five imaginary reviews of three and a half stars, so that one enthusiast does not lead the list
#: (a Bayesian average, as film sites rank by).
RATING_PRIOR_REVIEWS = 5
RATING_PRIOR_HUNDREDTHS = 350


class ProductManager(models.Manager):
    """Leaves the search vector in the database: it is for finding rows, and larger than the rest of one."""

    def get_queryset(self) -> models.QuerySet:
        """Every column but the search vector."""
        return super().get_queryset().defer("search_vector")


class Product(models.Model):
    """Price is in the shop's one currency, with two decimals. `view_count` lags by up to a minute (see tasks)."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    description = models.TextField(blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products", db_index=False)
    material = models.CharField(max_length=40, blank=True)
    colour = models.CharField(max_length=40, blank=True)
    #: for people: `24 × 18 × 9 cm`, width × depth × height
    dimensions = models.CharField(max_length=60, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    status = models.CharField(max_length=10, choices=ProductStatus, default=ProductStatus.DRAFT)
    stock = models.IntegerField(default=0, validators=[MinValueValidator(0)])
    view_count = models.BigIntegerField(default=0, editable=False)
    #: approved reviews and the sum of their stars; kept by the reviews app with F(), so that lists need no join
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    rating_total = models.PositiveIntegerField(default=0, editable=False)
    #: what lists by rating are ordered by, in hundredths of a star
    rating_rank = models.GeneratedField(
        expression=(models.F("rating_total") * 100 + RATING_PRIOR_REVIEWS * RATING_PRIOR_HUNDREDTHS)
        / (models.F("rating_count") + RATING_PRIOR_REVIEWS),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    #: name in the media bucket that the files of all widths and formats share (see catalogue.pictures); empty: none yet
    picture = models.CharField(max_length=200, blank=True, editable=False)
    #: what the picture shows, for those who do not see it
    picture_alt = models.CharField(max_length=200, blank=True)
    search_vector = models.GeneratedField(expression=SEARCH_VECTOR, output_field=SearchVectorField(), db_persist=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProductManager()

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
        indexes = INDEXES

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Path of the product's page."""
        return reverse("catalogue:product", kwargs={"slug": self.slug})
