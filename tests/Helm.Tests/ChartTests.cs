using k8s.Models;

namespace FedMl.Helm.Tests;

public sealed class ChartTests
{
    [HelmFact]
    public async Task Lint_Strict_FindsNothing()
    {
        var (code, output, _) = await Chart.LintAsync();

        Assert.True(code == 0, output);
    }

    [HelmFact]
    public async Task Template_Defaults_OneDeploymentThatNothingReachesFromOutside()
    {
        var chart = await Chart.RenderAsync();

        Assert.Equal(["Deployment", "NetworkPolicy", "ServiceAccount"], chart.Objects.Select(o => o.Kind).Order());
        var policy = chart.Objects.OfType<V1NetworkPolicy>().Single().Spec;
        Assert.Equal(["Egress", "Ingress"], policy.PolicyTypes.Order());
        Assert.Empty(policy.Ingress);
        Assert.Empty(policy.Egress);
        Assert.Equal(chart.Objects.OfType<V1Deployment>().Single().Spec.Selector.MatchLabels, policy.PodSelector.MatchLabels);
    }

    [HelmFact]
    public async Task Template_Defaults_EveryContainerIsConfined()
    {
        var pod = (await Chart.RenderAsync()).Pod;

        Assert.Equal(["features", "gateway", "models", "scoring"], pod.Containers.Select(c => c.Name).Order());
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.All(pod.Containers, container =>
        {
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.True(container.Resources.Limits.ContainsKey("memory"));
            Assert.All(container.VolumeMounts, mount => Assert.True(mount.ReadOnlyProperty is true || mount.MountPath == "/tmp"));
        });
    }

    [HelmFact]
    public async Task Template_Defaults_ScoringSendsNoTelemetry() =>
        Assert.Equal("1", (await Chart.RenderAsync()).Pod.Containers.Single(c => c.Name == "scoring").Env.Single(e => e.Name == "ORT_DISABLE_TELEMETRY").Value);

    [HelmFact]
    public async Task Template_Defaults_NoPortIsUsedTwice()
    {
        var ports = (await Chart.RenderAsync()).Pod.Containers.SelectMany(c => c.Env).Where(e => e.Name.StartsWith("Listen__", StringComparison.Ordinal)).Select(e => e.Value).ToArray();

        Assert.Equal(9, ports.Length);
        Assert.Equal(ports.Length, ports.Distinct().Count());
    }

    [HelmFact]
    public async Task Template_OptionsAndTraces_ReachTheService()
    {
        var chart = await Chart.RenderAsync("options.scoring={\"ScoringEngine:MaxRows\":\"1000\"}", "otlpEndpoint=\"http://telemetry-otlp.kyma-system:4317\"");

        var scoring = chart.Pod.Containers.Single(c => c.Name == "scoring").Env.ToDictionary(e => e.Name, e => e.Value);
        Assert.Equal("1000", scoring["ScoringEngine__MaxRows"]);
        Assert.Equal("http://telemetry-otlp.kyma-system:4317", scoring["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.NotEmpty(chart.Objects.OfType<V1NetworkPolicy>().Single().Spec.Egress);
    }

    [HelmFact]
    public async Task Template_AVolumeOfYours_TakesThePlaceOfTheEmptyOne()
    {
        var chart = await Chart.RenderAsync("volumes.models={\"persistentVolumeClaim\":{\"claimName\":\"mine\"}}");

        var volume = chart.Pod.Volumes.Single(v => v.Name == "models");
        Assert.Equal(("mine", true), (volume.PersistentVolumeClaim.ClaimName, volume.EmptyDir is null));
        Assert.NotNull(chart.Pod.Volumes.Single(v => v.Name == "data").EmptyDir);
    }

    [HelmFact]
    public async Task Template_StateVolumes_AreWhereTheServicesKeepTheirs()
    {
        var none = (await Chart.RenderAsync()).Pod;
        Assert.All(none.Containers.SelectMany(c => c.Env).Where(e => e.Name.EndsWith("StateFolder", StringComparison.Ordinal)), e => Assert.True(string.IsNullOrEmpty(e.Value)));
        Assert.DoesNotContain(none.Volumes, v => v.Name.EndsWith("-state", StringComparison.Ordinal));

        var pod = (await Chart.RenderAsync("volumes.modelsState={\"persistentVolumeClaim\":{\"claimName\":\"mine\"}}", "volumes.scoringState={\"emptyDir\":{}}")).Pod;

        Assert.Equal("mine", pod.Volumes.Single(v => v.Name == "models-state").PersistentVolumeClaim.ClaimName);
        Assert.NotNull(pod.Volumes.Single(v => v.Name == "scoring-state").EmptyDir);
        foreach (var (service, option) in new[] { ("models", "Models__StateFolder"), ("scoring", "ScoringEngine__StateFolder") })
        {
            var container = pod.Containers.Single(c => c.Name == service);
            var mount = container.VolumeMounts.Single(m => m.Name == service + "-state");
            Assert.Equal((container.Env.Single(e => e.Name == option).Value, true), (mount.MountPath, mount.ReadOnlyProperty is not true));
        }
    }

    [HelmFact]
    public async Task Template_StateThatReplicasCannotShareOrWouldShare_IsRefused()
    {
        const string Empty = "={\"emptyDir\":{}}";
        Assert.Contains("volumes.modelsState", await RefusedAsync("replicas=2", "volumes.modelsState" + Empty), StringComparison.Ordinal);
        Assert.Contains("/volumes/scoringState", await RefusedAsync("volumes.scoringState={\"persistentVolumeClaim\":{\"claimName\":\"x\"}}"), StringComparison.Ordinal);
        await Chart.RenderAsync("replicas=1", "volumes.modelsState" + Empty);
        await Chart.RenderAsync("replicas=2", "volumes.scoringState" + Empty);
    }

    [HelmFact]
    public async Task Template_WrongValues_AreRefusedByName()
    {
        Assert.Contains("/ports/gateway/rest", await RefusedAsync("ports.gateway.rest=80"), StringComparison.Ordinal);
        Assert.Contains("imagess", await RefusedAsync("imagess.gateway=\"x\""), StringComparison.Ordinal);
        Assert.Contains("/volumes/models", await RefusedAsync("volumes.models={\"configMap\":{\"name\":\"x\"}}"), StringComparison.Ordinal);
    }

    [HelmFact]
    public async Task Template_AFieldThatKubernetesDoesNotKnow_WouldBeFound()
    {
        var text = (await Chart.TemplateAsync()).Output;

        Assert.ThrowsAny<Exception>(() => new Chart(text.Replace("readOnlyRootFilesystem", "readOnlyRootFileSystem", StringComparison.Ordinal)));
    }

    private static async Task<string> RefusedAsync(params string[] settings)
    {
        var (code, _, error) = await Chart.TemplateAsync(settings);
        Assert.NotEqual(0, code);
        return error;
    }
}
