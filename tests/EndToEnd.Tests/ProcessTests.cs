using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.EndToEnd.Tests;

public sealed class ProcessTests
{
    [Fact]
    public async Task Terminate_WithRequestsInFlight_FinishesThemAndExitsWithZero()
    {
        var local = new LocalProcess();
        await local.InitializeAsync();
        try
        {
            var scoring = new ScoringService.ScoringServiceClient(local.Channel);
            var request = new ScoreRequest { Model = "iris", EntityKeys = new EntityKeys { Columns = { new Column { Name = "sample_id", Strings = new Strings { Values = { Enumerable.Repeat("000001", 2000) } } } } } };
            var calls = Enumerable.Range(0, 20).Select(_ => scoring.ScoreAsync(request).ResponseAsync).ToArray();
            // The first answer tells that the others are on the server's side too.
            await Task.WhenAny(calls);

            Assert.Equal(0, await local.TerminateAsync());

            Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(2000, answer.RowCount));
        }
        finally
        {
            await local.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_PortsInUse_SaysWhichAndHowToChooseOthers()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        int[] ports = [((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port];

        var (code, error, output) = await RunProgramAsync(
            Repository.Local, "--grpc-port", $"{ports[0]}", "--rest-port", "0", "--scoring-rest-port", "0", "--metrics-port", $"{ports[1]}");

        Assert.Equal(1, code);
        Assert.Equal(
            [
                $"Cannot start: port {ports[0]} is in use. Choose another one with --grpc-port, or 0 for any free one.",
                $"Cannot start: port {ports[1]} is in use. Choose another one with --metrics-port, or 0 for any free one.",
            ],
            error.Trim().Split(Environment.NewLine));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataThatCannotBeRead_SaysSoAndServes()
    {
        var local = new LocalProcess();
        try
        {
            await local.StartAsync(samples =>
            {
                Directory.Delete(Path.Combine(samples, "data"), recursive: true);
                File.WriteAllText(Path.Combine(samples, "data"), "no DuckDB file");
            });

            Assert.Contains("cannot be read at the moment: ", local.Output, StringComparison.Ordinal);
            var (status, _) = await local.SendAsync(HttpMethod.Post, local.Rest, "/v1/models/iris/score", """{"data":[[5.1,3.5,1.4,0.2]]}""");
            Assert.Equal(200, status);
        }
        finally
        {
            await local.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_FoldersThatAreNotThere_NamesThem()
    {
        var (code, error) = await RunAsync("--models", "/nowhere/models", "--data", "/nowhere/data", "--rest-port", "0", "--grpc-port", "0", "--scoring-rest-port", "0", "--metrics-port", "0");

        Assert.Equal(1, code);
        Assert.Contains("/nowhere/models", error, StringComparison.Ordinal);
        Assert.Contains("/nowhere/data", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownOptionsAndPorts_NamesAllAndShowsTheUsage()
    {
        var (code, error) = await RunAsync("--modles", "x", "--rest-port", "70000");

        Assert.Equal(2, code);
        Assert.Contains("Unknown option --modles", error, StringComparison.Ordinal);
        Assert.Contains("--rest-port needs a port", error, StringComparison.Ordinal);
        Assert.Contains("--feature-views DIR", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_GatewayOfItsOwnWithoutNeighbours_NamesEachInALine()
    {
        var (code, error, _) = await RunProgramAsync(Repository.Service("Gateway"), "--Listen:RestPort", "0");

        Assert.Equal(1, code);
        Assert.Equal(
            ["Features", "Models", "Scoring"],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("Cannot start: Neighbours:")[1].Split(":Address is required")[0]).Order());
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        var (code, error, _) = await RunProgramAsync(Repository.Local, args);
        return (code, error);
    }

    private static async Task<(int Code, string Error, string Output)> RunProgramAsync(string program, params string[] args)
    {
        var home = Directory.CreateTempSubdirectory("fedml-e2e-home-").FullName;
        using var process = Process.Start(LocalProcess.StartInfo(home, program, args))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Directory.Delete(home, recursive: true);
        return (process.ExitCode, error, await output);
    }
}
