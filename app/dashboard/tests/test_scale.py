"""Axes and numbers, for whatever a metric may be (M6)."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import chart, scale
from dashboard.panel import Panel
from dashboard.panels import PANELS
from dashboard.series import MOST_LINES, Series, number, read, worst
from dashboard.spans import DEFAULT, SPANS

finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
UNITS = ["", "percent", "seconds", "bytes", "bytes/s", "/s"]


@given(finite, finite, st.sampled_from(UNITS))
def test_an_axis_covers_its_values_in_few_even_steps(one, other, unit):
    """Two to eight marks, from at most the least to at least the greatest, the same distance apart (M6)."""
    low, high = min(one, other), max(one, other)
    marks = scale.ticks(one, other, unit=unit)
    slack = (marks[-1] - marks[0]) * 1e-6

    assert 2 <= len(marks) <= 8
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack
    gaps = [after - before for before, after in itertools.pairwise(marks)]
    assert min(gaps) > 0
    assert max(gaps) - min(gaps) <= max(abs(mark) for mark in marks) * 1e-9 + slack


@pytest.mark.parametrize("bound", [math.nan, math.inf, -math.inf])
def test_an_axis_without_bounds_is_refused(bound):
    """Nobody can draw to infinity (M6)."""
    with pytest.raises(ValueError, match="no range"):
        scale.ticks(0, bound)


@given(st.floats(), st.sampled_from(UNITS))
def test_any_number_is_written_in_few_letters(value, unit):
    """Short enough for a tile, and never `nan` or `inf` (M6)."""
    written = scale.text(value, unit)

    assert 1 <= len(written) <= 16
    assert "nan" not in written.lower()
    assert "inf" not in written.lower()


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (None, "", "–"),
        (0, "", "0"),
        (1234, "", "1.23 k"),
        (999.96, "", "1 k"),
        (12_345_678, "/s", "12.3 M/s"),
        (99.95, "percent", "99.95 %"),
        (0.04, "percent", "0.04 %"),
        (100, "percent", "100 %"),
        (0.0842, "seconds", "84.2 ms"),
        (0.00002, "seconds", "20 µs"),
        (3e-320, "seconds", "0 s"),
        (119, "seconds", "119 s"),
        (300, "seconds", "5 min"),
        (200_000, "seconds", "2.31 d"),
        (1536, "bytes", "1.5 KiB"),
        (268_435_456, "bytes/s", "256 MiB/s"),
        (-3, "", "-3"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, unit, written):
    """Three digits and the unit that fits (M6)."""
    assert scale.text(value, unit) == written


values = st.one_of(st.none(), finite)


@given(
    st.lists(st.lists(values, min_size=DEFAULT.points, max_size=DEFAULT.points), max_size=4),
    st.sampled_from(list(PANELS.values())),
    st.sampled_from([0, chart.SPARK, chart.ROW]),
)
def test_a_chart_stays_in_its_frame(lines, panel: Panel, spark):
    """Whatever the values, every point is inside the picture, and every number of it is one (M6)."""
    drawn = chart.draw(panel, [Series(str(n), line) for n, line in enumerate(lines)], DEFAULT, 0, spark=spark)

    for line in drawn.lines:
        assert "nan" not in line.path
        assert "inf" not in line.path
        for point in line.path.replace("M", " L").split("L"):
            if point.strip():
                x, y = map(float, point.split())
                assert 0 <= x <= chart.WIDTH
                assert -0.5 <= y <= drawn.plot + 0.5
    assert all(0 <= float(mark.at) <= drawn.height for mark in [*drawn.grid, *drawn.limits])
    assert all(len(mark.text) * 6 <= drawn.gutter for mark in drawn.grid)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["resultType", "result", "metric", "values"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(anything)
def test_an_answer_of_any_shape_is_read_or_refused(data):
    """Nothing but ValueError comes of what is no matrix (M6)."""
    for shape in (data, {"resultType": "matrix", "result": data}, {"resultType": "matrix", "result": [data]}):
        try:
            found = read(shape, DEFAULT, 0)
        except ValueError:
            continue
        assert all(len(line.values) == DEFAULT.points for line in found)


@given(st.one_of(st.floats(), st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.integers())))
def test_only_finite_numbers_are_numbers(value):
    """Everything else is a gap (M6)."""
    found = number(value)

    assert found is None or math.isfinite(found)


def test_many_series_are_cut_to_the_highest():
    """A question with a thousand answers draws eight lines (M6)."""
    result = [{"metric": {"pod": f"pod-{n}"}, "values": [[600, str(n)]]} for n in range(100, 600)]
    found = read({"resultType": "matrix", "result": result}, DEFAULT, 0, label="pod")

    assert len(found) == MOST_LINES
    assert [line.name for line in worst(found, 8)] == [f"pod-{n}" for n in range(592, 600)]
    assert [line.name for line in worst(found, 8, below=True)] == [f"pod-{n}" for n in range(100, 108)]


def test_a_thousand_lines_are_refused_before_they_are_read():
    """An answer that would take longer to read than a page may take is said to be one (M6)."""
    answer = {"resultType": "matrix", "result": [{"metric": {}, "values": []}] * (MOST_LINES + 1)}

    with pytest.raises(ValueError, match="501 lines, too many"):
        read(answer, DEFAULT, 0)


@given(st.lists(st.floats(), min_size=DEFAULT.points, max_size=DEFAULT.points))
def test_whatever_float_comes_a_chart_comes_of_it(floats):
    """Numbers at the ends of what a float holds are gaps, not an axis without an end (M6)."""
    result = [{"metric": {}, "values": [[15 * place, str(value)] for place, value in enumerate(floats)]}]
    lines = read({"resultType": "matrix", "result": result}, DEFAULT, 0)

    for panel in PANELS.values():
        assert len(chart.draw(panel, lines, DEFAULT, 0).lines) == len(lines)


@pytest.mark.parametrize("span", SPANS.values(), ids=lambda span: span.name)
def test_a_span_divides_into_its_steps(span):
    """The last point is now, not some time before it (M6)."""
    assert span.seconds % span.step == 0
    assert span.points <= 81
    assert span.start(1_000_000_007) % 15 == 0
