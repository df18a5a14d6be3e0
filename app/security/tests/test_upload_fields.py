"""A form's field for pictures (O5)."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from security.tests.test_uploads import drawn
from security.uploads import PicturesField


def test_a_forms_field_gives_the_files_or_the_words():
    """For the administration: an error at the field, never an error of the server; each file that is none is named."""

    class Form(forms.Form):
        pictures = PicturesField(required=False)

    def sent(*files):
        return Form({}, MultiValueDict({"pictures": list(files)}))

    def named(name, data):
        return SimpleUploadedFile(name, data, content_type="image/png")

    good = sent(named("../../etc/passwd.php", drawn()), named("b.png", drawn("JPEG")))
    assert good.is_valid()
    assert [(upload.name, upload.data[:4]) for upload in good.cleaned_data["pictures"]] == [
        ("passwd.php", b"\x89PNG"),
        ("b.png", b"\xff\xd8\xff\xe0"),
    ]
    bad = sent(named("a.png", drawn()), named("x.png", b"nonsense"), named("y.png", drawn("GIF")))
    assert [error.partition(":")[0] for error in bad.errors["pictures"]] == ["x.png", "y.png"]
    assert "not a whole picture" in bad.errors["pictures"][0]
    nothing = sent()
    assert nothing.is_valid()
    assert nothing.cleaned_data["pictures"] == []
