{{- /* The spec of a Job. Takes: root, name, job. */}}
{{- define "fedml.batch" -}}
{{- $values := .root.Values }}
completionMode: Indexed
completions: {{ .job.partitions }}
parallelism: {{ .job.parallelism | default .job.partitions }}
# Each partition is tried again by itself, and goes on behind what it wrote: one that fails does not stall the others.
backoffLimitPerIndex: {{ .job.retries }}
maxFailedIndexes: {{ .job.partitions }}
podFailurePolicy:
  rules:
    # A specification that is not valid (2) and too many rejected rows (3) are so on every try.
    - action: FailIndex
      onExitCodes: { operator: In, values: [2, 3] }
    # A node that is drained is no fault of the job's.
    - action: Ignore
      onPodConditions: [{ type: DisruptionTarget, status: "True" }]
ttlSecondsAfterFinished: {{ .job.keepSeconds }}
template:
  metadata:
    labels:
      {{- include "fedml.batchLabels" . | nindent 6 }}
      # A proxy that does not end would keep the Job from ending.
      sidecar.istio.io/inject: "false"
  spec:
    restartPolicy: Never
    serviceAccountName: {{ include "fedml.name" .root }}
    automountServiceAccountToken: false
    enableServiceLinks: false
    # Longer than the 8 s that a stopped job takes at most.
    terminationGracePeriodSeconds: 15
    {{- with $values.imagePullSecrets }}
    imagePullSecrets:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      runAsNonRoot: true
      runAsUser: 1654
      runAsGroup: 1654
      fsGroup: 1654
      seccompProfile: { type: RuntimeDefault }
    containers:
      - name: batch
        image: {{ $values.images.batchscoring | quote }}
        imagePullPolicy: {{ $values.imagePullPolicy }}
        # A folder for each run of the job, the same for all of its pods and their next tries.
        command:
          - dotnet
          - /app/FedMl.BatchScoring.dll
          - /job/job.yaml
          - --sink.path=/sink/{{ .name }}/$(JOB_NAME)
          - --partition.count={{ .job.partitions }}
        env:
          - { name: ORT_DISABLE_TELEMETRY, value: "1" }
          - name: JOB_NAME
            valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } }
        resources:
          {{- toYaml .job.resources | nindent 10 }}
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities: { drop: ["ALL"] }
        volumeMounts:
          - { name: temporary, mountPath: /tmp }
          - { name: job, mountPath: /job, readOnly: true }
          - { name: models, mountPath: /models, readOnly: true }
          - { name: data, mountPath: /data, readOnly: true }
          - { name: sink, mountPath: /sink }
    volumes:
      - name: temporary
        emptyDir: { sizeLimit: {{ $values.temporary }} }
      - name: job
        configMap: { name: {{ include "fedml.batchName" . }} }
      - name: models
        {{- toYaml ($values.volumes.models | default (dict "emptyDir" dict)) | nindent 8 }}
      - name: data
        {{- toYaml ($values.volumes.data | default (dict "emptyDir" dict)) | nindent 8 }}
      - name: sink
        {{- toYaml .job.sink | nindent 8 }}
{{- end }}

{{- define "fedml.batchName" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- /* Not the labels that the Deployment selects its pods by. */}}
{{- define "fedml.batchSelector" -}}
app.kubernetes.io/name: fedml-batch
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "fedml.batchLabels" -}}
{{ include "fedml.batchSelector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}
