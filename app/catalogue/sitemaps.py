"""What search engines may read: every category and every product for sale (Django's sitemap framework)."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from catalogue.listing.selection import Selection
from catalogue.models import Category, Product, ProductStatus


class ShopSitemap[Item](Sitemap):
    """Addresses of the shop's one origin, whatever host the request names."""

    @property
    def protocol(self) -> str:
        """The scheme of the shop's addresses."""
        return urlsplit(settings.SITE_ORIGIN).scheme

    def get_domain(self, site: object = None) -> str:
        """The shop's host."""
        return str(settings.SITE_HOST)


class Categories(ShopSitemap[Category]):
    """The first page of each category."""

    def items(self) -> QuerySet[Category]:
        return Category.objects.all()

    def location(self, item: Category) -> str:
        return f"{reverse('catalogue:list')}?{Selection(category=item.slug).query}"


class Products(ShopSitemap[Product]):
    """The products, a few thousand a file: the protocol allows 50,000, which would take seconds to write."""

    limit = 5_000

    def items(self) -> QuerySet[Product]:
        return Product.objects.filter(status=ProductStatus.ACTIVE).order_by("pk").only("slug", "updated_at")

    def lastmod(self, item: Product) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """By the database: the framework would read every product."""
        latest: datetime | None = self.items().aggregate(latest=Max("updated_at"))["latest"]
        return latest


SITEMAPS = {"categories": Categories, "products": Products}
