using System.Text.Json;

namespace FedMl.EndToEnd.Tests.Browsing;

public sealed class DocsPageTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    [BrowserFact]
    public async Task Docs_InABrowser_ShowsEveryOperationWithoutAnErrorAndWithoutLeavingTheHost()
    {
        await using var browser = await Chromium.StartAsync();

        var page = await browser.OpenAsync(new Uri(local.Rest, "/docs"));

        var (_, document) = await local.SendAsync(HttpMethod.Get, local.Rest, "/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(o => o.Name != "parameters").Select(o => $"{o.Name.ToUpperInvariant()} {path.Name}"));
        var shown = await browser.EvaluateAsync(page, "[...document.querySelectorAll('section code:has(.verb)')].filter(e => e.offsetHeight > 0).map(e => e.innerText)");
        Assert.Equal(operations, shown.AsArray().Select(e => e!.GetValue<string>()));
        // The style that the page brings with it is applied: its own policy lets it through.
        Assert.Equal("rgb(0, 100, 217)", (await browser.EvaluateAsync(page, "getComputedStyle(document.querySelector('.verb')).color")).GetValue<string>());
        Assert.Empty(await DeadLinksAsync(browser, page));
        Assert.Empty(Complaints(browser));
        Assert.All(Requests(browser), url => Assert.Equal(local.Rest.Authority, url.Authority));
    }

    [BrowserFact]
    public async Task Browser_APageWithFaults_TellsThem()
    {
        await using var browser = await Chromium.StartAsync();

        await browser.OpenAsync(new Uri("data:text/html,<img src='http://elsewhere.example/x.png'><script>console.error('oh');throw new Error('no')</script>"));

        Assert.Contains(Requests(browser), url => url.Host == "elsewhere.example");
        Assert.Equal(3, Complaints(browser).Count());
    }

    private static async Task<IEnumerable<string>> DeadLinksAsync(Chromium browser, string page) =>
        (await browser.EvaluateAsync(page, "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))"))
            .AsArray().Select(e => e!.GetValue<string>());

    private static IEnumerable<Uri> Requests(Chromium browser) =>
        browser.Events.Where(e => e.Method == "Network.requestWillBeSent").Select(e => new Uri(e.Parameters["request"]!["url"]!.GetValue<string>())).Where(url => url.Scheme != "data");

    private static IEnumerable<string> Complaints(Chromium browser) => browser.Events
        .Where(e => e.Method is "Runtime.exceptionThrown" ||
            (e.Method == "Runtime.consoleAPICalled" && e.Parameters["type"]!.GetValue<string>() == "error") ||
            (e.Method == "Log.entryAdded" && e.Parameters["entry"]!["level"]!.GetValue<string>() == "error"))
        .Select(e => e.Parameters.ToJsonString(JsonSerializerOptions.Web));
}
