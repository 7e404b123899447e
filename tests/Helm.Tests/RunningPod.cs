using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using k8s.Models;

namespace FedMl.Helm.Tests;

internal sealed class RunningPod : IAsyncDisposable
{
    private const int MostProbes = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly List<Process> processes = [];
    private readonly string temporary = Directory.CreateTempSubdirectory("fedml-pod-").FullName;

    private RunningPod(Uri gateway) => Gateway = gateway;

    public Uri Gateway { get; }

    public static async Task<RunningPod> StartAsync(params string[] settings)
    {
        string[] doors = ["gateway.rest", "gateway.metrics", "scoring.rest", "scoring.grpc", "scoring.metrics", "models.grpc", "models.metrics", "features.grpc", "features.metrics"];
        var ports = FreePorts(doors.Length);
        var chart = await Chart.RenderAsync([.. doors.Select((door, i) => $"ports.{door}={ports[i]}"), .. settings]);
        var pod = new RunningPod(new Uri($"http://127.0.0.1:{ports[0]}"));
        foreach (var container in chart.Pod.Containers)
        {
            pod.processes.Add(pod.Start(container, container.Command));
        }

        foreach (var container in chart.Pod.Containers)
        {
            await pod.UntilReadyAsync(container);
        }

        return pod;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(temporary, recursive: true);
    }

    private async Task UntilReadyAsync(V1Container container)
    {
        for (var i = 0; i < MostProbes; i++)
        {
            using var probe = Start(container, container.ReadinessProbe.Exec.Command);
            var complaint = await probe.StandardError.ReadToEndAsync();
            await probe.WaitForExitAsync();
            if (probe.ExitCode == 0)
            {
                return;
            }

            Assert.True(i < MostProbes - 1, $"{container.Name} {complaint}");
            // As a kubelet does: a process of its own can only be asked again.
            await Task.Delay(Pause);
        }
    }

    /// <summary>A path inside the container becomes the one here: the program that was built, a sample folder of that name, or a folder of its own where it writes.</summary>
    private Process Start(V1Container container, IList<string> command)
    {
        var program = Repository.Service(Path.GetFileNameWithoutExtension(command[1]).Split('.')[1]);
        var start = new ProcessStartInfo(command[0], [program, .. command.Skip(2)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = temporary,
        };
        foreach (var variable in container.Env)
        {
            var mount = container.VolumeMounts.FirstOrDefault(m => m.MountPath == variable.Value);
            start.Environment[variable.Name] = mount is null ? variable.Value : mount.ReadOnlyProperty is true ? Path.Combine(Repository.Samples, mount.Name) : Path.Combine(temporary, mount.Name);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        Array.ForEach(listeners, l => l.Start());
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        Array.ForEach(listeners, l => l.Dispose());
        return ports;
    }
}
