"""Is everything there that this part of the platform works with? `manage.py health_check` asks all of it at once."""
