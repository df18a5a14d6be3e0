"""Take a review back."""

from django.contrib.auth.base_user import AbstractBaseUser

from reviews.models import Review


def delete_review(*, author: AbstractBaseUser, slug: str) -> bool:
    """Delete the author's review of the product; False where there is none. The rating follows: see signals."""
    deleted, _ = Review.objects.filter(author=author, product__slug=slug).delete()
    return deleted > 0
