"""An import, taken through its phases in the test's own thread, as the workers would."""

from imports.models import Policy, ProductImport
from imports.services.accept_file import accept_file
from imports.services.apply_chunk import apply_chunk
from imports.services.check_chunk import check_chunk
from imports.services.finish import finish
from imports.services.judge import judge
from imports.services.plan import plan


def handed_in(text, policy=Policy.ALL_OR_NOTHING, by=None):
    """A file in the object store, and cut into chunks."""
    data = text if isinstance(text, bytes) else text.encode()
    accepted = accept_file(data=data, file_name="products.csv", policy=policy, by=by)
    plan(accepted.pk)
    return accepted


def checked(text, policy=Policy.ALL_OR_NOTHING):
    """Through phase 1 and the decision."""
    accepted = handed_in(text, policy)
    for number in numbers(accepted):
        check_chunk(accepted.pk, number)
    judge(accepted.pk)
    return accepted


def imported(text, policy=Policy.ALL_OR_NOTHING):
    """As far as it gets."""
    accepted = checked(text, policy)
    for number in numbers(accepted):
        apply_chunk(accepted.pk, number)
    finish(accepted.pk)
    return ProductImport.objects.get(pk=accepted.pk)


def numbers(accepted):
    """Of its chunks."""
    return list(accepted.chunks.order_by("number").values_list("number", flat=True))


def errors(accepted):
    """Line, column and what is wrong."""
    chunks = accepted.chunks.prefetch_related("errors")
    return sorted((error.line, error.column, error.problem) for chunk in chunks for error in chunk.errors.all())
