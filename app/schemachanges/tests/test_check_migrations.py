"""`manage.py check_migrations` (O1): what the release's migrations would do to a shop that is open."""

import json
from types import SimpleNamespace

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import connection, connections, migrations, models
from django.db.migrations.loader import MigrationLoader

from catalogue.models import Product
from schemachanges.analysis import BadMarker, Weights, analyse
from schemachanges.findings import Danger
from schemachanges.tests.conftest import LAST

pytestmark = pytest.mark.django_db

#: nothing is small
STRICT = Weights(rows=0, table_bytes=0)
WHY = {"table-scan": "no shopper is there on that night, see the plan"}


def found(*operations, weights=STRICT, app="catalogue", alias="default", **marks):
    """What is said of one migration with these operations, on the models as they are now."""
    migration = migrations.Migration("9999_tried", app)
    migration.operations = list(operations)
    for name, value in marks.items():
        setattr(migration, name, value)
    state = MigrationLoader(connection).project_state()
    return list(analyse(alias, [migration], state, weights))


def dangers(*operations, **options):
    return [(finding.danger, finding.level) for finding in found(*operations, **options)]


INDEX = models.Index(fields=["stock"], name="tried_stock")
CHECK = models.CheckConstraint(condition=models.Q(stock__gte=0), name="tried_check")


def test_an_index_blocks_writes_unless_it_is_made_concurrently():
    """Django's own operation for it is fine, the plain one is not (O1)."""
    assert dangers(migrations.AddIndex("product", INDEX)) == [(Danger.INDEX_BLOCKS_WRITES, "stop")]
    assert dangers(AddIndexConcurrently("product", INDEX)) == []


def test_a_column_without_a_default_in_the_database_stops_old_pods():
    """Django drops the default after filling the rows; with db_default, or null, old pods can go on inserting (O1)."""
    strict = migrations.AddField("product", "colour", models.CharField(max_length=9, default="x"))
    kept = migrations.AddField("product", "colour", models.CharField(max_length=9, db_default="x"))
    null = migrations.AddField("product", "colour", models.CharField(max_length=9, null=True))
    assert dangers(strict) == [(Danger.OLD_PODS_CANNOT_INSERT, "stop")]
    assert dangers(kept) == []
    assert dangers(null) == []


def test_changes_of_a_field_count_by_what_they_do_to_the_table():
    """A new type rewrites it; other choices, or a longer text, do not (O1)."""
    assert dangers(migrations.AlterField("product", "stock", models.BigIntegerField(default=0))) == [
        (Danger.TABLE_REWRITE, "stop")
    ]
    longer = models.CharField(max_length=900, choices=[("a", "A")])
    assert dangers(migrations.AlterField("product", "name", longer)) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("product", "stock"),
        migrations.RenameField("product", "stock", "in_stock"),
        migrations.DeleteModel("product"),
        migrations.AlterModelTable("product", "goods"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_old_pods_use_must_not_vanish_under_them(operation):
    """Removing and renaming is stopped, however small the table (O1)."""
    assert (Danger.OLD_PODS_MISS_IT, "stop") in dangers(operation, weights=Weights())


def test_code_cannot_be_judged_and_sql_is():
    """RunPython is unknown, but for the one that does nothing; RunSQL is read (O1)."""
    assert dangers(migrations.RunPython(lambda apps, editor: None)) == [(Danger.UNKNOWN, "stop")]
    assert dangers(migrations.RunPython(migrations.RunPython.noop)) == []
    assert dangers(migrations.RunSQL("CREATE INDEX x ON catalogue_product (stock)")) == [
        (Danger.INDEX_BLOCKS_WRITES, "stop")
    ]
    assert dangers(migrations.RunSQL("UPDATE catalogue_product SET stock = 0")) == [(Danger.ROWS_CHANGED, "stop")]


def test_removing_in_the_state_only_is_how_it_is_done_first():
    """SeparateDatabaseAndState leaves the column to the old pods (O1)."""
    step = migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "stock")])
    done = migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("product", "stock")])
    assert dangers(step) == []
    assert (Danger.OLD_PODS_MISS_IT, "stop") in dangers(done)


def test_a_small_table_is_harmless_and_a_large_one_is_not(shop):
    """Sizes come from the database; the finding shows them (O1)."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Product._meta.db_table}")
    (small,) = found(migrations.AddConstraint("product", CHECK), weights=Weights())
    assert (small.level, small.rows) == ("ok", Product.objects.count())
    (large,) = found(migrations.AddConstraint("product", CHECK), weights=Weights(rows=10))
    assert (large.danger, large.level, large.table) == (Danger.TABLE_SCAN, "stop", "catalogue_product")
    assert large.table_bytes > 8192


def test_a_table_that_the_release_makes_waits_for_nobody():
    """Its indexes and constraints are built on no rows (O1)."""
    made = migrations.CreateModel(
        "Shelf", [("id", models.BigAutoField(primary_key=True)), ("n", models.IntegerField())]
    )
    index = migrations.AddIndex("shelf", models.Index(fields=["n"], name="shelf_n"))
    assert {level for _, level in dangers(made, index)} <= {"ok"}


def test_a_migration_of_another_database_is_nothing_here():
    """The catalogue's tables are not in the analytics database (O1)."""
    assert dangers(migrations.RemoveField("product", "stock"), alias="analytics") == []


def test_a_danger_is_accepted_with_a_reason_only():
    """The marker in the migration is shown; one without a reason, or with a typing error, is refused (O1)."""
    (finding,) = found(migrations.AddConstraint("product", CHECK), accepted_dangers=WHY)
    assert (finding.level, finding.reason) == ("accepted", WHY["table-scan"])
    for wrong in ({"table-scan": "ok"}, {"tabel-scan": "a long enough reason for it"}):
        with pytest.raises(BadMarker, match=r"catalogue\.9999_tried: accepted_dangers holds"):
            found(migrations.AddConstraint("product", CHECK), accepted_dangers=wrong)


def checked(capsys, *arguments):
    try:
        call_command("check_migrations", "--json", *arguments)
        status = 0
    except SystemExit as left:
        status = left.code
    return status, json.loads(capsys.readouterr().out)


def test_nothing_unapplied_is_nothing_to_fear(capsys):
    """Exit 0 and an empty list (O1)."""
    assert checked(capsys) == (0, {"unapplied": [], "findings": [], "problem": ""})


def test_unapplied_migrations_are_named_and_weighed(capsys, last_is_missing):
    """On empty tables exit 0; were they large, exit 1, with what would happen and how to fix it (O1)."""
    status, small = checked(capsys)
    assert (status, small["unapplied"]) == (0, [f"default: notifications.{name}" for name in LAST])
    assert {finding["level"] for finding in small["findings"]} == {"ok"}
    status, large = checked(capsys, "--small-rows", "0")
    assert status == 1
    stop = large["findings"][0]
    assert (stop["danger"], stop["level"]) == ("index-blocks-writes", "stop")
    assert "AddIndexConcurrently" in stop["fix"]
    assert "waits" in stop["consequence"]


def test_a_person_reads_where_what_then_and_fix(capsys, last_is_missing):
    """The table for people (O1)."""
    with pytest.raises(SystemExit):
        call_command("check_migrations", "--small-rows", "0")
    said = capsys.readouterr().out
    assert "stop: index-blocks-writes, notifications.0004_constraints on default" in said
    assert "  fix        AddIndexConcurrently" in said


def test_a_database_that_does_not_answer_is_not_a_safe_one(capsys, monkeypatch):
    """Exit 2, and the reason (O1)."""
    monkeypatch.setattr(
        "schemachanges.management.commands.check_migrations.unapplied",
        lambda alias: connections[alias].Database.connect("host=127.0.0.1 port=1"),
    )
    status, answer = checked(capsys)
    assert status == 2
    assert "OperationalError" in answer["problem"]


def test_the_marker_is_what_the_help_says():
    """Its name and one of the dangers are in the command's help (O1)."""
    from schemachanges.analysis import accepted_by
    from schemachanges.management.commands.check_migrations import HELP

    assert accepted_by(SimpleNamespace(app_label="a", name="b", accepted_dangers=WHY)) == WHY
    assert "accepted_dangers" in HELP
    assert "table-scan" in HELP
