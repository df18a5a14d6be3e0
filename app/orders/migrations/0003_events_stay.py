"""The database itself refuses to change or delete an order's events."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION orders_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'orders_orderevent is only added to: % refused', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Record what happened as another event.';
END $$;
CREATE TRIGGER orders_events_stay BEFORE UPDATE OR DELETE ON orders_orderevent
    FOR EACH ROW EXECUTE FUNCTION orders_events_stay();
"""
REVERSE = """
DROP TRIGGER orders_events_stay ON orders_orderevent;
DROP FUNCTION orders_events_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_items_and_events")]
    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
