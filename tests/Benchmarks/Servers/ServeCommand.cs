using Microsoft.AspNetCore.Builder;

namespace FedMl.Benchmarks.Servers;

/// <summary>A server of the benchmark's own as a child process; it ends when the benchmark does, however that ends.</summary>
internal static class ServeCommand
{
    public const string Ready = "ready";

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = ServeArguments.Parse(args);
        await using var app = arguments.Kind == ServeArguments.Echo ? EchoServer.Build(arguments) : NaiveServer.Build(arguments);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(Ready);

        // The pipe breaks with the process that holds its other end.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
        return 0;
    }
}
