"""An uploaded picture."""

from media.models.picture_upload import OPEN, PictureUpload, State

__all__ = ["OPEN", "PictureUpload", "State"]
