"""The stack: one call a layer, each starting when those it builds on are there."""

import pulumi
from components import settings
from components.application import Application, ApplicationArgs
from components.cluster import cluster_provider
from components.errors import plain_errors
from components.guardrails import Guardrails, GuardrailsArgs
from components.message_secrets import read_alert_secrets, read_message_secrets
from components.monitoring import Monitoring, MonitoringArgs
from components.object_store import ObjectStore, ObjectStoreArgs
from components.poolers import Poolers, PoolersArgs
from components.postgres import Postgres, PostgresArgs
from components.redis import Redis, RedisArgs
from components.secrets import Secrets, SecretsArgs

with plain_errors():
    topology = settings.read_topology()
    images = settings.read_images(topology)
    keys = settings.read_object_store_keys(topology)
    opts = pulumi.ResourceOptions(provider=cluster_provider(topology.cluster, settings.STATE))

    guardrails = Guardrails(GuardrailsArgs(topology=topology), opts=opts)
    secret_args = SecretsArgs(topology=topology, object_store_keys=keys, message_secrets=read_message_secrets(topology))
    secrets = Secrets(secret_args, after=[guardrails], opts=opts)
    base = [guardrails, secrets]
    outside = topology.object_store.endpoint is not None
    store = [] if outside else [ObjectStore(ObjectStoreArgs(topology=topology, images=images), after=base, opts=opts)]
    postgres = Postgres(PostgresArgs(topology=topology, images=images), after=store or base, opts=opts)
    poolers = Poolers(PoolersArgs(topology=topology, images=images), after=[postgres], opts=opts)
    roles = [RedisArgs(topology=topology, images=images, secrets=secrets, role=r) for r in topology.redis.by_role()]
    redis = [Redis(role, after=base, opts=opts) for role in roles]
    alert_secrets = read_alert_secrets(topology)
    metrics = MonitoringArgs(topology=topology, images=images, secrets=secrets, alert_secrets=alert_secrets)
    monitoring = Monitoring(metrics, after=base, opts=opts)
    app_args = ApplicationArgs(topology=topology, images=images, secrets=secrets, chart=settings.CHART)
    app = Application(app_args, after=[poolers, *redis], opts=opts)

pulumi.export("url", app.url)
pulumi.export("ca_certificate", secrets.authority.certificate)
pulumi.export("namespace", guardrails.namespace)
pulumi.export("services", {"postgres": poolers.services, "redis": [host for role in redis for host in role.addresses]})
