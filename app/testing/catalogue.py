"""A catalogue as large as a shop's, in seconds: made inside Postgres, by one statement."""

from django.db import connection

from catalogue.models import Category

#: a tenth of the products, and a hundredth, are in categories of their own: what is rare is what an index must find
SHARES = {"common": 89, "tenth": 10, "rare": 1}

FILL = """
INSERT INTO catalogue_product (name, slug, description, category_id, material, colour, dimensions, price, status, stock,
                               view_count, rating_count, rating_total, picture, picture_alt, created_at, updated_at)
SELECT initcap(colours[1 + n %% 7]) || ' ' || materials[1 + n %% 11] || ' ' || goods[1 + n %% 13] || ' ' || n,
       'product-' || n, 'Made of ' || materials[1 + n %% 11] || ' for daily use.',
       categories[CASE WHEN n %% 100 < %(common)s THEN 1 WHEN n %% 100 < 99 THEN 2 ELSE 3 END],
       materials[1 + n %% 11], colours[1 + n %% 7], '', (n * 7919 %% 100000) / 100.0,
       CASE WHEN n %% 20 = 0 THEN 'draft' ELSE 'active' END, n * 31 %% 200, n * 104729 %% 1000003,
       n %% 50, (n %% 50) * (1 + n %% 5), '', '',
       timestamptz '2025-01-01' + n * interval '1 minute', timestamptz '2025-01-01' + n * interval '1 minute'
FROM generate_series(1::bigint, %(number)s) AS n,
     (SELECT %(categories)s::bigint[] AS categories,
             '{steel,copper,beech,linen,wool,cotton,oak,ash,brass,glass,leather}'::text[] AS materials,
             '{red,green,blue,white,black,grey,natural}'::text[] AS colours,
             '{bowl,plate,mug,lamp,stool,bench,throw,towel,kettle,ladle,tent,flask,kite}'::text[] AS goods) AS words
"""


def fill_catalogue(number: int) -> dict[str, int]:
    """Insert `number` products and give the planner its statistics; returns the categories' keys by slug."""
    keys = {slug: Category.objects.create(name=slug.capitalize(), slug=slug).pk for slug in SHARES}
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"number": number, "common": SHARES["common"], "categories": list(keys.values())})
        # Also what the GIN indexes have put off: a search would otherwise walk their list of pending entries.
        cursor.execute("VACUUM ANALYZE catalogue_product")
    return keys
