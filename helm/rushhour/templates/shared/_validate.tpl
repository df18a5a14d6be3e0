{{/* What the schema cannot say. All problems are told at once: where, what would happen, how to fix. */}}
{{- define "rushhour.problems" -}}
{{- range $name := list "app" "edge" }}
{{- if not (index $.Values.images $name) }}
images.{{ $name }}: empty. No pod could start. Write a full reference with a tag or digest, for example registry.example.com/rushhour/{{ $name }}:1.0.
{{- end }}
{{- end }}
{{- if not .Values.workers }}
workers: no queue. Tasks would wait for ever. Name each queue, for example `workers: {default: {}}`.
{{- end }}
{{- range $queue, $own := .Values.workers }}
{{- $worker := include "rushhour.worker" (dict "root" $ "own" $own) | fromJson }}
{{- if ge (int $worker.softTimeLimitSeconds) (int $worker.timeLimitSeconds) }}
workers.{{ $queue }}.softTimeLimitSeconds: {{ int $worker.softTimeLimitSeconds }} is not below timeLimitSeconds {{ int $worker.timeLimitSeconds }}. Tasks would be killed without a chance to tidy up. Lower it.
{{- end }}
{{- if ne $worker.autoscaler "none" }}
{{- $scale := $worker.autoscale }}
{{- if gt (int $scale.min) (int $scale.max) }}
workers.{{ $queue }}.autoscale.min: {{ int $scale.min }} exceeds max {{ int $scale.max }}. No number of pods would be right. Lower it.
{{- end }}
{{- if ge (int64 $scale.scaleDownBelow) (int64 $scale.scaleUpAbove) }}
workers.{{ $queue }}.autoscale.scaleDownBelow: {{ int64 $scale.scaleDownBelow }} is not below scaleUpAbove {{ int64 $scale.scaleUpAbove }}. Pods would come and go for ever. Lower it.
{{- end }}
{{- end }}
{{- if lt (int $worker.graceSeconds) (int $worker.timeLimitSeconds) }}
workers.{{ $queue }}.graceSeconds: {{ int $worker.graceSeconds }} is below timeLimitSeconds {{ int $worker.timeLimitSeconds }}. A stopping pod would lose its longest task. Raise it.
{{- end }}
{{- end }}
{{- with .Values.web.autoscaling }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
web.autoscaling.minReplicas: {{ int .minReplicas }} exceeds maxReplicas {{ int .maxReplicas }}. Kubernetes would refuse the autoscaler. Lower it.
{{- end }}
{{- end }}
{{- with .Values.edge }}
{{- if and .files .configMap }}
edge.configMap: set together with edge.files. One of them would be ignored. Remove one.
{{- else if not (or .files .configMap) }}
edge.files: empty. nginx could not start. `python -m topology.render.helm_values STACK_FILE` writes it, or name a ConfigMap in edge.configMap.
{{- else if and .files (not (hasKey .files "nginx.conf")) }}
edge.files: no nginx.conf among {{ keys .files | sortAlpha | join ", " }}. nginx could not start. Add it.
{{- end }}
{{- end }}
{{- end }}
