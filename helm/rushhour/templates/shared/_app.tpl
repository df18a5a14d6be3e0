{{/* The user of the app's image (images/app/Containerfile). */}}
{{- define "rushhour.appUser" -}}10001{{- end }}

{{/* What changes when a role's environment does, so that its pods are replaced. Arguments: root, own. */}}
{{- define "rushhour.appAnnotations" -}}
checksum/environment: {{ include "rushhour.environment" . | sha256sum | trunc 16 }}
{{- end }}

{{/* Everything of an app container but its name and command. Arguments: root, role, resources. */}}
{{- define "rushhour.appContainer" -}}
image: {{ .root.Values.images.app | quote }}
imagePullPolicy: {{ .root.Values.images.pullPolicy }}
securityContext:
  {{- include "rushhour.containerSecurity" . | nindent 2 }}
envFrom:
  - configMapRef:
      name: {{ .role }}-environment
volumeMounts:
  - name: tmp
    mountPath: /tmp
  - name: secrets
    mountPath: /run/secrets/rushhour
    readOnly: true
  - name: postgres-ca
    mountPath: /run/secrets/postgres-ca
    readOnly: true
  - name: internal-ca
    mountPath: /run/secrets/internal-ca
    readOnly: true
resources:
  {{- toYaml .resources | nindent 2 }}
{{- end }}

{{/* Volumes of an app pod. Arguments: root, secret (name of the Secret with the role's passwords). */}}
{{- define "rushhour.appVolumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
- name: secrets
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
- name: postgres-ca
  secret:
    secretName: {{ .root.Values.secrets.postgresCa }}
    defaultMode: 0440
    # CloudNativePG keeps the CA's private key in the same Secret.
    items:
      - key: ca.crt
        path: ca.crt
- name: internal-ca
  configMap:
    name: {{ .root.Values.configMaps.internalCa }}
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}

{{/* An init container that ends once the schema is the one this image expects. Arguments: root, role, resources. */}}
{{- define "rushhour.waitForMigrations" -}}
- name: wait-for-migrations
  command: [python, manage.py, wait_for_migrations]
  {{- include "rushhour.appContainer" . | nindent 2 }}
{{- end }}

{{/*
Probes of a process without a port. Arguments: started (file that is there once it works), heartbeat (file it keeps
touching), seconds (how old that may be).
No Python: a probe that imports the app would cost more than the work it watches.
*/}}
{{- define "rushhour.heartbeatProbes" -}}
startupProbe:
  exec:
    command: [test, -e, {{ .started }}]
  periodSeconds: 3
  failureThreshold: 200
livenessProbe:
  exec:
    command: [sh, -c, test -n "$(find {{ .heartbeat }} -newermt '-{{ .seconds }} seconds')"]
  periodSeconds: 30
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}
