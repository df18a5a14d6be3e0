"""The form that takes a file of products."""

from typing import Any

from django import forms

from imports.csv_files import MOST_BYTES, MOST_ROWS, FileRefused, count_rows, read_table
from imports.models import ProductImport


class UploadForm(forms.ModelForm):
    """A file and what to do about bad rows. A file that is no table of products is refused here."""

    file = forms.FileField(
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=f"CSV in UTF-8, at most {MOST_BYTES // 1024 // 1024} MiB and {MOST_ROWS:,} rows. The first line "
        "names the columns: sku, and any of name, category, price, stock, status, description, material, colour, "
        "dimensions. An empty cell leaves what the product has.",
    )

    class Meta:
        model = ProductImport
        fields = ("policy",)

    def clean_file(self) -> bytes:
        """The file's bytes. Raises ValidationError in the words of FileRefused."""
        file = self.cleaned_data["file"]
        data: bytes = file.read(MOST_BYTES + 1)
        try:
            count_rows(read_table(data))
        except FileRefused as refused:
            raise forms.ValidationError(str(refused), code="refused") from None
        return data

    @property
    def file_name(self) -> str:
        """As the browser sent it."""
        return str(self.files["file"].name)

    def save(self, commit: bool = True) -> Any:
        """The import is made by the service (see admin.save_model)."""
        self.save_m2m = lambda: None
        return self.instance
