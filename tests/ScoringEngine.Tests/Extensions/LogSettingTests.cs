using FedMl.Protos.Inference;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Setting = FedMl.Protos.Inference.LogSettingsRequest.Types.SettingValue;

namespace FedMl.ScoringEngine.Tests.Extensions;

public sealed class LogSettingTests
{
    private const string Start = """{"log_file":"","log_info":true,"log_warning":true,"log_error":true,"log_verbose_level":0,"log_format":"simple"}""";
    private static readonly string[] Simple = ["--Logging:Console:FormatterName", "simple"];
    private static readonly string[] Writable = [.. Simple, "--Scoring:WritableSettings", "true"];

    [Fact]
    public async Task LogSettings_OnTheWire_IsAMapOfChoices()
    {
        await using var host = await RunningScoring.StartAsync(null, Simple);

        var settings = (await WireMessage.CallAsync(host, "LogSettings")).Messages(1).ToDictionary(m => m.Text(1), m => m.Message(2));

        Assert.All(["log_info", "log_warning", "log_error"], name => Assert.Equal(1, settings[name].Number(1)));
        Assert.Equal(0, settings["log_verbose_level"].Number(2));
        Assert.Equal(("", "simple"), (settings["log_file"].Text(3), settings["log_format"].Text(3)));
    }

    [Fact]
    public async Task Read_OverRest_TellsWhatConfigurationDecided()
    {
        await using var host = await RunningScoring.StartAsync(null, Simple);
        await using var quiet = await RunningScoring.StartAsync(null, [.. Simple, "--Logging:LogLevel:Default", "Error"]);

        Assert.Equal((200, Start), await host.SendAsync(HttpMethod.Get, "/v2/logging"));
        Assert.StartsWith("""{"log_file":"","log_info":false,"log_warning":false,"log_error":true""", (await quiet.SendAsync(HttpMethod.Get, "/v2/logging")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ByDefault_IsRefusedAndReadingIsNot()
    {
        await using var host = await RunningScoring.StartAsync(null, Simple);

        await Refusal.OfAsync(StatusCode.PermissionDenied, "DISABLED", () => WriteAsync(host, ("log_info", new Setting { BoolParam = false })));

        Assert.Equal(403, (await host.SendAsync(HttpMethod.Post, "/v2/logging", """{"log_info":false}""")).Status);
        Assert.Equal((200, Start), await host.SendAsync(HttpMethod.Post, "/v2/logging"));
    }

    [Fact]
    public async Task Write_WhereAllowed_DecidesWhatIsLogged()
    {
        await using var host = await RunningScoring.StartAsync(null, Writable);
        var own = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("FedMl.ScoringEngine.Loading.ModelLoader");
        var foreign = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Another");
        Assert.Equal([LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical], Enabled(own));
        var before = Enabled(foreign);

        await WriteAsync(host, ("log_info", new Setting { BoolParam = false }), ("log_verbose_level", new Setting { Uint32Param = 1 }));
        Assert.Equal([LogLevel.Debug, LogLevel.Warning, LogLevel.Error, LogLevel.Critical], Enabled(own));

        var (_, body) = await host.SendAsync(HttpMethod.Post, "/v2/logging", """{"log_info":true,"log_warning":false,"log_error":false,"log_verbose_level":9}""");
        Assert.Equal([LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Critical], Enabled(own));
        Assert.Equal("""{"log_file":"","log_info":true,"log_warning":false,"log_error":false,"log_verbose_level":2,"log_format":"simple"}""", body);
        Assert.Equal(before, Enabled(foreign));
    }

    [Fact]
    public async Task Write_WithFaults_NamesAllAndChangesNothing()
    {
        await using var host = await RunningScoring.StartAsync(null, Writable);

        var text = await Refusal.OfAsync(StatusCode.InvalidArgument, "INVALID_REQUEST", () => WriteAsync(
            host,
            ("log_info", new Setting { Uint32Param = 1 }),
            ("log_warning", new Setting { BoolParam = false }),
            ("log_verbose_level", new Setting { BoolParam = true }),
            ("log_file", new Setting { StringParam = "/etc/passwd" }),
            ("log_format", new Setting { StringParam = "json" }),
            ("nonsense", new Setting())));

        Assert.All(["log_info", "log_verbose_level", "log_file", "log_format", "nonsense"], name => Assert.Contains(name + ": ", text, StringComparison.Ordinal));
        Assert.Equal((200, Start), await host.SendAsync(HttpMethod.Get, "/v2/logging"));
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, "/v2/logging", """{"log_verbose_level":-1}""")).Status);
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, "/v2/logging", """{"log_info":null}""")).Status);
    }

    private static LogLevel[] Enabled(ILogger logger) => [.. Enum.GetValues<LogLevel>().Where(l => l != LogLevel.None && logger.IsEnabled(l))];

    private static async Task WriteAsync(RunningScoring host, params (string Name, Setting Value)[] settings)
    {
        var request = new LogSettingsRequest();
        foreach (var (name, value) in settings)
        {
            request.Settings[name] = value;
        }

        await host.Inference.LogSettingsAsync(request);
    }
}
