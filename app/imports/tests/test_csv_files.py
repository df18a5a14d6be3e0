"""CSV files from people (Q4): what is no table of products is refused in words, and lines are counted as editors do."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import csv_files
from imports.csv_files import MOST_BYTES, FileRefused, count_rows, read_table, records

HEAD = b"sku,price\n"


def refusal(data):
    """What the file's author reads."""
    with pytest.raises(FileRefused) as refused:
        count_rows(read_table(data))
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (HEAD, "no rows"),
        (HEAD + b"\n \n,\n", "no rows"),
        (b"sku;price\r\n", "no rows"),
        ("sku,price\nä,1\n".encode("utf-16"), "UTF-16"),
        (HEAD + "ä,1\n".encode("latin-1"), "Line 2: byte 0xe4 is not UTF-8"),
        (HEAD + b"a,1\nb\0,2\n", "Line 3: there is a NUL byte"),
        (HEAD + b'a,"1\nb,2\n', "Line 2: unexpected end of data"),
        (HEAD + b'a,1\n"b"c,2\n', "Line 3: "),
        (HEAD + b"a," + b"9" * 20_001 + b"\n", "Line 2: a cell has more than 20,000 characters"),
        (HEAD + b"a," + b"9" * 200_000 + b"\n", "Line 2: field larger than field limit"),
        (HEAD + b"a,1\n" * (MOST_BYTES // 4), "larger than 8 MiB"),
        (b"\nsku,price\na,1\n", "first line is empty"),
        (b"price,name\n1,A\n", "“sku” is missing"),
        (b"sku,price,PRICE\na,1,1\n", "“price” is there twice"),
        (b"sku,,cost\na,1,1\n", "column 2 has no name; column 3, “cost”, is not known"),
        (b"PK\x03\x04 an archive", "is not known"),
        (b'<html><script>alert("1")</script></html>\n1\n', "is not known"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_its_place_and_its_remedy(data, said):
    """Empty, another encoding, no text, broken quotes, a cell like a book, columns nobody knows (Q4, O5)."""
    assert said in refusal(data)


def test_a_file_with_too_many_rows_is_refused(monkeypatch):
    """Before they are all read (Q4)."""
    monkeypatch.setattr(csv_files, "MOST_ROWS", 3)
    assert count_rows(read_table(HEAD + b"a,1\n" * 3)) == 3
    assert "more than 3 rows" in refusal(HEAD + b"a,1\n" * 4)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_files_as_spreadsheets_write_them_are_understood(mark, end, delimiter):
    """With and without a byte order mark, any line end, semicolons; names of columns in any case (Q4)."""
    text = end.join([delimiter.join(("SKU", " Price ")), delimiter.join(("a", '"1\n2"')), "", delimiter.join("b2"), ""])
    table = read_table(mark + text.encode())
    assert table.columns == ("sku", "price")
    rows = list(records(table.body, table.delimiter, line=table.first_line))
    assert [row.cells for row in rows] == [["a", "1\n2"], ["b", "2"]]
    assert [row.line for row in rows] == [2, 5]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.integers(1, 5))
def test_cut_into_pieces_the_rows_are_the_same_and_know_their_lines(table, end, size):
    """Whatever the cells hold: line ends, quotes, separators that only look like line ends (Q4)."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    whole = list(records(text.getvalue(), ",", line=2))
    assert [tuple(row.cells) for row in whole] == [row for row in table if any(cell.strip() for cell in row)]
    for begin in range(0, len(whole), size):
        part = whole[begin : begin + size]
        again = records("".join(row.text for row in part), ",", line=part[0].start)
        assert [(row.line, row.cells) for row in again] == [(row.line, row.cells) for row in part]
