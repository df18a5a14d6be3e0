{{/* The user of the edge's image (images/edge/Containerfile). */}}
{{- define "rushhour.edgeUser" -}}101{{- end }}

{{/* The ConfigMap with the nginx configuration. */}}
{{- define "rushhour.edgeConfigMap" -}}
{{ .Values.edge.configMap | default "edge-files" }}
{{- end }}
