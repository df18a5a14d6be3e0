"""The staff's dashboard (M6): what Prometheus knows of the stack, drawn for people and given to programs."""
