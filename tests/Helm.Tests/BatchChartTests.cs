using System.Diagnostics;
using System.Globalization;
using k8s;
using k8s.Models;

namespace FedMl.Helm.Tests;

/// <summary>Batch jobs of the chart, read strictly, and their pods' command as processes of this machine.</summary>
public sealed class BatchChartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fedml-batch-chart-").FullName;

    [HelmFact]
    public async Task Template_WithASchedule_IsACronJobOfIndexedParts()
    {
        var chart = await Chart.RenderAsync(JobOf("\"schedule\":\"0 2 * * *\",\"partitions\":4,\"parallelism\":2,"));

        var nightly = chart.Objects.OfType<V1CronJob>().Single();
        Assert.Equal("0 2 * * *", nightly.Spec.Schedule);
        Assert.Equal("Forbid", nightly.Spec.ConcurrencyPolicy);
        var job = nightly.Spec.JobTemplate.Spec;
        Assert.Equal("Indexed", job.CompletionMode);
        Assert.Equal((4, 2), (job.Completions, job.Parallelism));
        Assert.Equal(6, job.BackoffLimitPerIndex);
        Assert.Equal([2, 3], job.PodFailurePolicy.Rules[0].OnExitCodes.Values);
        Assert.Equal("Never", job.Template.Spec.RestartPolicy);
    }

    [HelmFact]
    public async Task Template_WithoutASchedule_IsAJob()
    {
        var chart = await Chart.RenderAsync(JobOf(""));

        var job = chart.Objects.OfType<V1Job>().Single();
        Assert.Equal((1, 1), (job.Spec.Completions, job.Spec.Parallelism));
        Assert.Empty(chart.Objects.OfType<V1CronJob>());
    }

    [HelmFact]
    public async Task Template_OfAJob_IsConfinedAndNoPodOfTheDeployment()
    {
        var chart = await Chart.RenderAsync(JobOf(""));

        var template = chart.Objects.OfType<V1Job>().Single().Spec.Template;
        var container = template.Spec.Containers.Single();
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.False(template.Spec.AutomountServiceAccountToken);
        Assert.Equal(["/sink", "/tmp"], container.VolumeMounts.Where(m => m.ReadOnlyProperty is not true).Select(m => m.MountPath).Order());
        var selector = chart.Objects.OfType<V1Deployment>().Single().Spec.Selector.MatchLabels;
        Assert.Contains(selector, label => template.Metadata.Labels[label.Key] != label.Value);
        var policy = chart.Objects.OfType<V1NetworkPolicy>().Single(p => p.Spec.PodSelector.MatchLabels["app.kubernetes.io/name"] == "fedml-batch").Spec;
        Assert.Empty(policy.Ingress);
        Assert.Empty(policy.Egress);
        Assert.All(policy.PodSelector.MatchLabels, label => Assert.Equal(label.Value, template.Metadata.Labels[label.Key]));
    }

    [HelmFact]
    public async Task Template_OfAJobWithoutASink_IsRefused()
    {
        var (code, _, error) = await Chart.TemplateAsync("batch.jobs.nightly={\"specification\":{\"model\":{},\"source\":{},\"keys\":[]}}");

        Assert.NotEqual(0, code);
        Assert.Contains("sink", error, StringComparison.Ordinal);
    }

    [HelmFact]
    public async Task Pods_OfAJobInTwoParts_ScoreTheSampleAndTheLastPutsItTogether()
    {
        var chart = await Chart.RenderAsync(JobOf("\"partitions\":2,"));
        var container = chart.Objects.OfType<V1Job>().Single().Spec.Template.Spec.Containers.Single();
        await File.WriteAllTextAsync(Path.Combine(folder, "job.yaml"), chart.Objects.OfType<V1ConfigMap>().Single().Data["job.yaml"]
            .Replace("/models/", Path.Combine(Repository.Samples, "models") + "/", StringComparison.Ordinal)
            .Replace("/data/", Path.Combine(Repository.Samples, "data") + "/", StringComparison.Ordinal));

        for (var index = 0; index < 2; index++)
        {
            var (code, said) = await RunAsync(container, index);
            Assert.True(code == 0, said);
            Assert.Contains(index == 0 ? "1 of 2 parts are not done yet." : "The job is whole: 150 rows, 0 rejected, 2 parts.", said, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(folder, "sink", "nightly", "nightly-1", "_manifest.json")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // As a kubelet does: paths of the container become those here, and variables are put into arguments.
    private async Task<(int Code, string Said)> RunAsync(V1Container container, int index)
    {
        var arguments = container.Command.Skip(1).Select(argument => argument
            .Replace("/app/FedMl.BatchScoring.dll", Repository.Service("BatchScoring"), StringComparison.Ordinal)
            .Replace("/job/", folder + "/", StringComparison.Ordinal)
            .Replace("/sink/", folder + "/sink/", StringComparison.Ordinal)
            .Replace("$(JOB_NAME)", "nightly-1", StringComparison.Ordinal));
        var start = new ProcessStartInfo(container.Command[0], arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JOB_COMPLETION_INDEX"] = index.ToString(CultureInfo.InvariantCulture);
        start.Environment["ORT_DISABLE_TELEMETRY"] = container.Env.Single(e => e.Name == "ORT_DISABLE_TELEMETRY").Value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + complaints);
    }

    private static string JobOf(string more) =>
        "batch.jobs.nightly={" + more + """
            "sink":{"persistentVolumeClaim":{"claimName":"scores"}},
            "specification":{"model":{"folder":"/models/iris/1"},"source":{"path":"/data/BOTANY/IRIS.csv"},"keys":["sample_id"]}}
            """;
}
