{{/* Labels every pod carries; NetworkPolicies, Services and PodDisruptionBudgets select by them. Argument: component. */}}
{{- define "rushhour.selector" -}}
app.kubernetes.io/name: rushhour
app.kubernetes.io/part-of: rushhour
app.kubernetes.io/component: {{ . }}
{{- end }}

{{/* metadata of an object. Arguments: root, name, component. */}}
{{- define "rushhour.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "rushhour.selector" .component | nindent 2 }}
  app.kubernetes.io/instance: {{ .root.Release.Name }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/*
The release: what runs, told apart by image and shared environment. The app shows it (RELEASE) and prefixes caches with it.
*/}}
{{- define "rushhour.release" -}}
{{- list .Values.images.app .Values.environment | toJson | sha256sum | trunc 10 -}}
{{- end }}

{{/* Environment of one role, as JSON. Arguments: root, own (the role's additions). */}}
{{- define "rushhour.environment" -}}
{{- $release := dict "RELEASE" (include "rushhour.release" .root) -}}
{{- merge (deepCopy .own) .root.Values.environment $release | toJson -}}
{{- end }}

{{/* One queue's worker: its own values over the defaults, as JSON. Arguments: root, own. */}}
{{- define "rushhour.worker" -}}
{{- mergeOverwrite (deepCopy .root.Values.worker.defaults) (deepCopy (.own | default dict)) | toJson -}}
{{- end }}

{{/* The queues whose workers the autoscaler of this chart owns, as a JSON list. */}}
{{- define "rushhour.autoscaled" -}}
{{- $queues := list -}}
{{- range $queue, $own := .Values.workers -}}
{{- $worker := include "rushhour.worker" (dict "root" $ "own" $own) | fromJson -}}
{{- if eq $worker.autoscaler "builtin" }}{{ $queues = append $queues $queue }}{{ end -}}
{{- end -}}
{{- toJson $queues -}}
{{- end }}

{{/* The roles that run the app and have pods in this release, mapped to their values, as JSON. */}}
{{- define "rushhour.appRoles" -}}
{{- $roles := dict "web" .Values.web "worker" .Values.worker "beat" .Values.beat "migrate" .Values.migrate "outbox-relay" .Values.outboxRelay -}}
{{- if gt (int64 .Values.catalogue.products) 0 }}{{ $_ := set $roles "catalogue" .Values.catalogue }}{{ end -}}
{{- if include "rushhour.autoscaled" . | fromJsonArray }}{{ $_ := set $roles "autoscaler" .Values.autoscaler }}{{ end -}}
{{- if .Values.warmUp.enabled }}{{ $_ := set $roles "warm-up" .Values.warmUp }}{{ end -}}
{{- toJson $roles -}}
{{- end }}
