"""The plot of a sales report.

matplotlib is imported when a plot is made, which is in workers of the queue `reports` only: it takes some 40 MB and two
seconds.
"""

import io
import os
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from reports.sales import DayOfCategory

#: blue and vermilion of Okabe and Ito's palette, which people with any colour vision tell apart (Color Universal
#: Design, 2008); the shapes differ too
BLUE, VERMILION, INK = "#0072B2", "#D55E00", "#222222"
#: inches, and dots an inch
SIZE, DOTS = (9.0, 6.0), 120


def totals(days: list[DayOfCategory], start: date, end: date) -> list[tuple[date, Decimal, int]]:
    """Revenue and views of every day of the period, also of those without any."""
    revenue: dict[date, Decimal] = defaultdict(Decimal)
    views: dict[date, int] = defaultdict(int)
    for row in days:
        revenue[row.day] += row.revenue
        views[row.day] += row.views
    number = (end - start).days + 1
    return [(day, revenue[day], views[day]) for day in (start + timedelta(days=n) for n in range(number))]


def plot(days: list[DayOfCategory], start: date, end: date) -> bytes:
    """A PNG: revenue as bars above, views as a line below, over the same days."""
    # Where containers may write; matplotlib keeps its list of fonts there.
    os.environ.setdefault("MPLCONFIGDIR", "/tmp/matplotlib")  # noqa: S108  (nothing secret)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    when, revenue, views = zip(*totals(days, start, end), strict=True)
    figure = Figure(figsize=SIZE, dpi=DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1, sharex=True)
    figure.suptitle(f"Sales and views, {start} to {end}", fontsize=15, color=INK)
    above.bar(when, [float(euro) for euro in revenue], color=BLUE, edgecolor=INK, linewidth=0.6, width=0.8)
    above.set_ylabel("Revenue (€ a day)")
    below.plot(when, views, color=VERMILION, linewidth=2, marker="o", markersize=5)
    below.set_ylabel("Views (a day)")
    below.set_xlabel("Day (UTC)")
    locator = AutoDateLocator(minticks=3, maxticks=10)
    below.xaxis.set_major_locator(locator)
    below.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    for axes, figures in ((above, revenue), (below, views)):
        # Room above the highest, and a scale that says something where all of them are 0.
        axes.set_ylim(0, max(1.0, 1.08 * float(max(figures))))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.grid(axis="y", color="#cccccc", linewidth=0.7)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Title": f"Sales and views, {start} to {end}", "Software": None})
    return out.getvalue()
