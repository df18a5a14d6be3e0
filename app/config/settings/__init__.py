"""Settings: one module a profile, one file a concern, all fed by the typed environment of env.py.

Nothing is imported here, so that `config.settings.build` needs no environment.
"""
