using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FedMl.Tests.Datasphere;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>That the stand-in is as strict as it must be: what it lets pass is what the adapter's tests prove.</summary>
public sealed class StandInTests : IAsyncLifetime
{
    private const string Rows = "/api/v1/datasphere/consumption/relational/S/4A.B/_4A_B";
    private const string Analytical = "/api/v1/datasphere/consumption/analytical/S/4A.B/_4A_B";
    private const string Federated = "/api/v1/datasphere/consumption/relational/S/F/F";

    private readonly ServiceProvider clients = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private DatasphereServer server = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        server = await DatasphereServer.StartAsync();
        client = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = new Uri(server.Address);
        var asset = new Asset("S", "4A.B", [new("id", "Edm.String", IsKey: true), new("x", "Edm.Decimal", IsMeasure: true), new("guid", "Edm.Guid")], [["a b", "1.10", null], ["b", "2", null], ["b", null, null]])
        {
            IsAnalytical = true,
        };
        server.Put(asset);
        server.Put(asset with { Name = "F", IsFederated = true });
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await clients.DisposeAsync();
    }

    [Theory]
    [InlineData(Rows, "a b|b|b")]
    [InlineData($"{Rows}?$filter=id%20eq%20'a%20b'", "a b")]
    [InlineData($"{Rows}?$filter=id%20eq%20'a%20b'%20or%20(id%20ge%20'b'%20and%20x%20gt%201.5)", "a b|b")]
    [InlineData($"{Rows}?$select=id&$orderby=x%20desc&$top=2", "b|a b")]
    [InlineData($"{Rows}?$select=id&$skip=1", "b|b")]
    [InlineData($"{Analytical}?$select=id,x", "a b|b")]
    [InlineData($"{Federated}?$filter=id%20eq%20'b'%20and%20x%20eq%202", "b")]
    public async Task Get_RightQuery_AnswersItsRows(string target, string expected)
    {
        var (status, body) = await GetAsync(target);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(expected, string.Join('|', JsonDocument.Parse(body).RootElement.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("id").GetString())));
        Assert.Empty(server.Unexpected);
    }

    [Theory]
    [InlineData($"{Rows}?$expand=x")]
    [InlineData($"{Rows}?$top=1&$top=2")]
    [InlineData($"{Rows}?$top=-1")]
    [InlineData($"{Rows}?$filter=id+eq+'b'")]
    [InlineData($"{Rows}?$filter=id%20eq%20b")]
    [InlineData($"{Rows}?$filter=id%20eq%20'O''Brien'")]
    [InlineData($"{Rows}?$filter=id%20eq%20'b'%20or")]
    [InlineData($"{Rows}?$filter=tolower(id)%20eq%20'b'")]
    [InlineData($"{Rows}?$filter=guid%20eq%2000000000-0000-0000-0000-000000000000")]
    [InlineData($"{Rows}?$filter=id%20eq%20%27%FF%27")]
    [InlineData($"{Analytical}?$select=id")]
    [InlineData($"{Analytical}?$select=id,x&$count=true")]
    public async Task Get_WrongQuery_IsRefusedAndKept(string target)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(target)).Status);
        Assert.Single(server.Unexpected);
    }

    [Theory]
    [InlineData("$top=1")]
    [InlineData("$skip=1")]
    [InlineData("$orderby=id")]
    [InlineData("$filter=id%20gt%20'a'")]
    [InlineData("$filter=not%20(id%20eq%20'a')")]
    public async Task Get_MoreThanAFederatedSourceCan_IsRefusedAndNotHeldAgainstTheClient(string query)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync($"{Federated}?{query}")).Status);
        Assert.Empty(server.Unexpected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer made-up")]
    public async Task Get_NoTokenOfThisServer_IsRefusedAndKept(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Rows);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Single(server.Unexpected);
    }

    [Theory]
    [InlineData("grant_type=password", "")]
    [InlineData("grant_type=client_credentials", "x")]
    public async Task Token_WrongFormOrPassword_IsRefusedAndKept(string form, string more)
    {
        Assert.False((await TokenAsync(form, server.ClientSecret + more)).IsSuccessStatusCode);
        Assert.Single(server.Unexpected);
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string target)
    {
        using var issued = await TokenAsync("grant_type=client_credentials", server.ClientSecret);
        var token = JsonDocument.Parse(await issued.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> TokenAsync(string form, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.TokenUrl)
        {
            Content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{server.ClientId}:{secret}")));
        return await client.SendAsync(request);
    }
}
