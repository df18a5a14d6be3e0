"""Regular clean-up."""
