from django.apps import AppConfig


class SchemaChangesConfig(AppConfig):
    name = "schemachanges"
