using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

// A host that keeps something of every request, on purpose: whoever looks for leaks has to find this one's.
const int KeptBytes = 64 * 1024;
List<object> kept = [];
var leak = args[0];

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
await using var app = builder.Build();
app.MapGet("/", () =>
{
    lock (kept)
    {
        switch (leak)
        {
            case "memory":
                var bytes = new byte[KeptBytes];
                bytes.AsSpan().Fill(1);
                kept.Add(bytes);
                break;
            case "handles":
                kept.Add(File.OpenHandle("/dev/null"));
                break;
            case "threads":
                var thread = new Thread(() => new ManualResetEventSlim().Wait()) { IsBackground = true };
                thread.Start();
                kept.Add(thread);
                break;
        }
    }

    return "kept";
});
await app.StartAsync();
Console.WriteLine(app.Urls.Single());

// Until whoever started it closes the input, or is gone.
await Console.In.ReadToEndAsync();
