from search.models.word import Word

__all__ = ["Word"]
