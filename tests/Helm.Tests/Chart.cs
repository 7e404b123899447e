using k8s;
using k8s.Models;

namespace FedMl.Helm.Tests;

/// <summary>The chart as helm renders it.</summary>
internal sealed class Chart(string text)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "helm", "fedml");

    /// <summary>Every object, read strictly: a field that Kubernetes does not know is a fault.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; } =
        [.. KubernetesYaml.LoadAllFromString(text, null, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    public V1PodSpec Pod => Objects.OfType<V1Deployment>().Single().Spec.Template.Spec;

    public static Task<(int Code, string Output, string Error)> TemplateAsync(params string[] settings) =>
        HelmProgram.RunAsync(["template", "fedml", Folder, .. settings.SelectMany(s => new[] { "--set-json", s })]);

    public static async Task<Chart> RenderAsync(params string[] settings)
    {
        var (code, output, error) = await TemplateAsync(settings);
        Assert.True(code == 0, error);
        return new Chart(output);
    }

    public static Task<(int Code, string Output, string Error)> LintAsync() => HelmProgram.RunAsync("lint", "--strict", Folder);
}
