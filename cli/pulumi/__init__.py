"""Pulumi: the stack of this machine, and what a person sees of an update."""
