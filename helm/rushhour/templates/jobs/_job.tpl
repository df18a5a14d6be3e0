{{/*
A Job of a release. Its name carries a hash of its whole spec, because the spec of a Job cannot be changed: the same release
finds its Job done, another one gets its own. No hook: `helm template`, GitOps and Pulumi all see an ordinary Job.
Arguments: root, role, values, secret, command (list), waits (whether the schema must be there first).
*/}}
{{- define "rushhour.job" -}}
{{- $user := include "rushhour.appUser" .root }}
{{- $app := dict "root" .root "role" .role "component" .role "user" $user "own" .values.environment "resources" .values.resources "secret" .secret }}
{{- $spec := include "rushhour.jobSpec" (dict "app" $app "values" .values "command" .command "waits" .waits) }}
apiVersion: batch/v1
kind: Job
metadata:
  {{- $name := printf "%s-%s" .role (sha256sum $spec | trunc 10) }}
  {{- include "rushhour.metadata" (dict "root" .root "name" $name "component" .role) | nindent 2 }}
spec:
  {{- $spec | nindent 2 }}
{{- end }}

{{/* Arguments: app (as in rushhour.appContainer), values, command, waits. */}}
{{- define "rushhour.jobSpec" -}}
backoffLimit: {{ int .values.backoffLimit }}
activeDeadlineSeconds: {{ int .values.deadlineSeconds }}
template:
  metadata:
    labels:
      {{- include "rushhour.selector" .app.component | nindent 6 }}
    annotations:
      {{- include "rushhour.appAnnotations" .app | nindent 6 }}
  spec:
    {{- include "rushhour.pod" .app | nindent 4 }}
    # A failed pod stays, so that its log can be read.
    restartPolicy: Never
    {{- if .waits }}
    initContainers:
      {{- include "rushhour.waitForMigrations" .app | nindent 6 }}
    {{- end }}
    containers:
      - name: {{ .app.role }}
        command: {{ toJson .command }}
        {{- include "rushhour.appContainer" .app | nindent 8 }}
    volumes:
      {{- include "rushhour.appVolumes" .app | nindent 6 }}
{{- end }}
