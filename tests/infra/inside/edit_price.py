"""Change a product's price as the admin does: save it. Arguments: slug, price. Prints the price before and when it was
committed (Unix seconds of the pod's clock), with everything done that saving does."""

import json
import sys
import time
from decimal import Decimal

import django
from config.profile import use_profile

use_profile()
django.setup()

from catalogue.models import Product  # noqa: E402 - Django has to be set up first


def main():
    slug, price = json.loads(sys.argv[1])
    product = Product.objects.get(slug=slug)
    before, product.price = product.price, Decimal(price)
    product.save()
    print(json.dumps({"before": str(before), "saved_at": time.time()}))


main()
