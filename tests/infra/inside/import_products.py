"""Hand in a file of new products, drafts that no visitor sees, as staff would.

Arguments: what their article numbers begin with, how many rows. Prints {"import": its number, "stock": pieces in all}.
"""

import json
import sys

import django
from config.profile import use_profile

use_profile()
django.setup()

from catalogue.models import Category, ProductStatus  # noqa: E402 - Django has to be set up first
from imports.models import Policy  # noqa: E402
from imports.services.accept_file import accept_file  # noqa: E402

begin, rows = json.loads(sys.argv[1])
category = Category.objects.order_by("pk").values_list("slug", flat=True).first()
lines = (
    f"{begin}-{number},Verification {number},{category},1.00,{number % 97},{ProductStatus.DRAFT}"
    for number in range(rows)
)
text = "\n".join(["sku,name,category,price,stock,status", *lines])
accepted = accept_file(data=text.encode(), file_name=f"{begin}.csv", policy=Policy.ALL_OR_NOTHING)
print(json.dumps({"import": accepted.pk, "stock": sum(number % 97 for number in range(rows))}))
