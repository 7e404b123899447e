using Microsoft.Extensions.Options;

namespace FedMl.Models.AzureMl;

public sealed class AzureMlOptionsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Start_EverythingWrong_NamesAllOfIt()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningModels.StartAsync(
            folder.Models, null, "--Models:Registry=AzureMl", "--Models:AzureMl:Name=a/b", "--Models:AzureMl:SubscriptionId=x",
            "--Models:AzureMl:ManagementEndpoint=http://management.azure.com", "--Models:AzureMl:ApiVersion=newest",
            "--Models:AzureMl:PollSeconds=0", "--Models:AzureMl:Blobs:RangeBytes=1", "--Models:AzureMl:CaFile=/nowhere/ca.pem",
            "--Models:AzureMl:Credential:Kind=ClientSecret", "--Models:AzureMl:Credential:SecretFile=/nowhere/secret"));

        foreach (var key in new[]
        {
            "Models:AzureMl:Name", "Models:AzureMl:SubscriptionId is no GUID", "ManagementEndpoint must be an https address", "ApiVersion", "PollSeconds",
            "Blobs:RangeBytes", "Cache:Folder", "CaFile names a file that is not there", "Credential:TenantId is needed for ClientSecret",
            "Credential:ClientId is needed for ClientSecret", "Credential:SecretFile names a file that is not there",
        })
        {
            Assert.Contains(exception.Failures, failure => failure.Contains(key, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Workspace", "", "", "westeurope")]
    [InlineData("Registry", "", "", "")]
    [InlineData("Registry", "", "rg", "westeurope")]
    [InlineData("Registry", "11111111-2222-3333-4444-555555555555", "", "")]
    public void Validate_PlaceThatIsNotWhole_Fails(string kind, string subscription, string group, string region)
    {
        var options = Good();
        options.AzureMl.Kind = Enum.Parse<AzureMlKind>(kind);
        (options.AzureMl.SubscriptionId, options.AzureMl.ResourceGroup, options.AzureMl.Region) = (subscription, group, region);

        Assert.Single(new AzureMlOptionsValidator().Validate(null, options).Failures!);
    }

    [Fact]
    public void Validate_Good_Succeeds() => Assert.True(new AzureMlOptionsValidator().Validate(null, Good()).Succeeded);

    private static ModelsOptions Good() => new()
    {
        Registry = RegistryKind.AzureMl,
        AzureMl = new AzureMlOptions
        {
            Name = "acme", SubscriptionId = "11111111-2222-3333-4444-555555555555", ResourceGroup = "rg",
            Credential = { Kind = CredentialKind.AzureCli }, Cache = { Folder = "/tmp/x" },
        },
    };
}
