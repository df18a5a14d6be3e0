"""What changed, read from how series went (M6)."""

from dashboard.changes import MOST, PODS, PRIMARY, QUERIES, QUEUES, RELEASES, found
from dashboard.spans import SPANS

DAY, START = SPANS["24h"], 1_000_000


def answers(**lines):
    """What Prometheus answers: of each question its lines, a value for each point."""
    data = {key: {"resultType": "matrix", "result": []} for key in QUERIES}
    for key, named in lines.items():
        label = QUERIES[key][1]
        for name, values in named.items():
            points = [[START + place * DAY.step, str(v)] for place, v in enumerate(values) if v is not None]
            data[key]["result"].append({"metric": {label: name}, "values": points})
    return data


def test_a_day_of_scaling_hides_neither_a_deploy_nor_a_failover():
    """Workers that come and go all day fill what is left of the list, the newest of them (M6, Q6)."""
    busy = [place % 2 + 3 for place in range(DAY.points)]
    old = [2 if place < 5 else None for place in range(DAY.points)]
    new = [2 if place > 3 else None for place in range(DAY.points)]
    first = [1 if place < 10 else 0 for place in range(DAY.points)]
    data = answers(
        **{
            QUEUES: {"media": busy},
            RELEASES: {"1.0": old, "1.1": new},
            PRIMARY: {"postgres-1": first, "postgres-2": [1 - value for value in first]},
        }
    )

    changes = found(data, DAY, START)

    assert len(changes) == MOST
    assert changes == sorted(changes, reverse=True)
    assert [(one.kind, one.at) for one in changes if one.kind != "scaling"] == [
        ("failover", START + 10 * DAY.step),
        ("deploy", START + 4 * DAY.step),
    ]
    assert changes[0].at == START + (DAY.points - 1) * DAY.step


def test_a_release_that_comes_back_is_a_deploy_too():
    """A rollback begins to run like any release; one late scrape begins nothing (M6)."""
    old = [1 if place < 10 or place > 30 else None for place in range(DAY.points)]
    new = [1 if 8 < place < 33 and place != 20 else None for place in range(DAY.points)]

    changes = found(answers(**{RELEASES: {"1.0": old, "1.1": new}}), DAY, START)

    assert [one.what for one in changes] == ["Release 1.0 began to run", "Release 1.1 began to run"]
    assert [one.at for one in changes] == [START + 31 * DAY.step, START + 9 * DAY.step]


def test_the_first_release_of_all_is_no_change():
    """A stack that has just been made has not been changed; that its pods come is (M6)."""
    later = [2 if place > 60 else None for place in range(DAY.points)]
    pods = [value if place > 60 else 1 for place, value in enumerate([2] * DAY.points)]

    changes = found(answers(**{RELEASES: {"1.0": later}, PODS: {"web": pods}}), DAY, START)

    assert [one.what for one in changes] == ["Pods of web: 1 → 2"]
