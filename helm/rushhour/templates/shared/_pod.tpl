{{/*
What every pod spec starts with: its own account, without a token unless it asks for one, no root, no environment about other Services, and a soft
wish to be spread. Arguments: root, role (ServiceAccount), component (label), user (uid of the image), token (optional).
*/}}
{{- define "rushhour.pod" -}}
serviceAccountName: {{ .role }}
automountServiceAccountToken: {{ .token | default false }}
enableServiceLinks: false
{{- with .root.Values.images.pullSecret }}
imagePullSecrets:
  - name: {{ . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  runAsGroup: {{ .user }}
  fsGroup: {{ .user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "rushhour.selector" $.component | nindent 8 }}
  {{- end }}
{{- end }}

{{/* Least privilege, in every container. */}}
{{- define "rushhour.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
