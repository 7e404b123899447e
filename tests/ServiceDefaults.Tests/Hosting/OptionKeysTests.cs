using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Tests.Hosting;

public sealed class OptionKeysTests
{
    [Theory]
    [InlineData("Engine:maxrows")]
    [InlineData("Engine:Inner:Seconds")]
    [InlineData("Engine:Models:iris:Seconds")]
    [InlineData("Engine:Models:Secnds:Seconds")]
    [InlineData("Engine:Address")]
    [InlineData("Elsewhere:Anything")]
    public void FaultsOf_KeysThatSetSomething_AreNone(string key) => Assert.Empty(FaultsOf(key));

    [Theory]
    [InlineData("Engine:MaxRow", "Engine:MaxRow is no option; the nearest is Engine:MaxRows.")]
    [InlineData("Engine:Inner:Secnds", "Engine:Inner:Secnds is no option; the nearest is Engine:Inner:Seconds.")]
    [InlineData("Engine:Models:iris:Secnds", "Engine:Models:iris:Secnds is no option; the nearest is Engine:Models:iris:Seconds.")]
    [InlineData("Engine:ReadOnly", "Engine:ReadOnly is no option.")]
    [InlineData("Engine:Completely", "Engine:Completely is no option.")]
    public void FaultsOf_KeyThatSetsNothing_NamesItAndTheNearest(string key, string fault) => Assert.Equal([fault], FaultsOf(key));

    [Fact]
    public void Bind_SeveralUnknownKeys_NamesAll()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(Configuration("Engine:MaxRow", "Engine:Adress"));
        services.AddValidatedOptions<EngineOptions>("Engine");
        using var provider = services.BuildServiceProvider();

        var refused = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<EngineOptions>>().Value);

        Assert.Equal(2, refused.Failures.Count());
    }

    [Fact]
    public async Task Start_EnvironmentOfOthers_DoesNotMatter()
    {
        Environment.SetEnvironmentVariable("Limit__OfAnotherProgram", "1");
        await using var app = ServiceHost.CreateBuilder([], "test", listen => listen.GrpcPort = 0).Build();

        app.MapServiceDefaults();

        Assert.Equal("1", app.Configuration["Limit:OfAnotherProgram"]);
    }

    private static IEnumerable<string> FaultsOf(string key) => OptionKeys.FaultsOf(Configuration(key).GetSection("Engine"), typeof(EngineOptions));

    private static IConfigurationRoot Configuration(params string[] keys) =>
        new ConfigurationBuilder().AddInMemoryCollection(keys.ToDictionary(key => key, string? (_) => "1")).Build();

    private sealed class EngineOptions
    {
        public int MaxRows { get; set; }

        public Uri? Address { get; set; }

        public int ReadOnly { get; }

        public InnerOptions Inner { get; set; } = new();

        public Dictionary<string, InnerOptions> Models { get; set; } = [];
    }

    private sealed class InnerOptions
    {
        public int Seconds { get; set; }
    }
}
