{{- define "fedml.name" -}}
{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "fedml.selector" -}}
app.kubernetes.io/name: fedml
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "fedml.labels" -}}
{{ include "fedml.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "fedml.loopback" -}}
http://127.0.0.1:{{ . }}
{{- end }}
