"""Pure functions from the topology to what each consumer reads: plain data, no Pulumi, no cluster, no network."""
