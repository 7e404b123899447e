{{- /* One service as a container. Takes: root, service, program, environment (Section__Key: value), mounts (volume: path), state (volume; empty: none). */}}
{{- define "fedml.container" -}}
{{- $values := .root.Values }}
{{- $environment := deepCopy .environment }}
{{- range $option, $value := index $values.options .service }}
{{- $_ := set $environment (replace ":" "__" $option) $value }}
{{- end }}
{{- if $values.otlpEndpoint }}
{{- $_ := set $environment "OTEL_EXPORTER_OTLP_ENDPOINT" $values.otlpEndpoint }}
{{- end }}
name: {{ .service }}
image: {{ index $values.images .service | quote }}
imagePullPolicy: {{ $values.imagePullPolicy }}
command: ["dotnet", {{ .program | quote }}]
env:
  {{- range $name, $value := $environment }}
  - { name: {{ $name | quote }}, value: {{ $value | toString | quote }} }
  {{- end }}
{{- /* A kubelet's own gRPC and HTTP probes come from outside of the pod's loopback, so the program asks itself. */}}
startupProbe:
  exec: { command: ["dotnet", {{ .program | quote }}, "probe", "live"] }
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 30
readinessProbe:
  exec: { command: ["dotnet", {{ .program | quote }}, "probe", "ready"] }
  periodSeconds: 15
  timeoutSeconds: 5
livenessProbe:
  exec: { command: ["dotnet", {{ .program | quote }}, "probe", "live"] }
  periodSeconds: 60
  timeoutSeconds: 10
resources:
  {{- toYaml (index $values.resources .service) | nindent 2 }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: ["ALL"] }
volumeMounts:
  - { name: temporary-{{ .service }}, mountPath: /tmp }
  {{- range $volume, $path := .mounts }}
  - { name: {{ $volume }}, mountPath: {{ $path }}, readOnly: true }
  {{- end }}
  {{- with .state }}
  - { name: {{ . }}, mountPath: /state }
  {{- end }}
{{- end }}
