using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using FedMl.Benchmarks.Scans;
using FedMl.Tests.Datasphere;

namespace FedMl.Benchmarks.OData;

/// <summary>Reads the same pages as few lines of one's own would: an HTTP client, and objects made by System.Text.Json.</summary>
internal sealed class PlainReader(HttpClient http, DatasphereServer tenant, int pageRows)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public async Task<ColumnSums> ReadAsync()
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        var sums = new ColumnSums();
        var last = 0L;
        PlainRow[] rows;
        do
        {
            var select = string.Join(',', RenderedRows.Asset.Columns.Select(column => column.Name));
            var filter = last == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"&$filter=id%20gt%20{last}");
            var url = string.Create(CultureInfo.InvariantCulture, $"{tenant.Address}{tenant.Behaviour.Prefix}/relational/S/WIDE/WIDE?$select={select}&$orderby=id&$top={pageRows}{filter}");
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync();
            rows = (await JsonSerializer.DeserializeAsync<PlainPage>(body, Json))!.Value;
            Array.ForEach(rows, row => Add(sums, row));
            last = rows.Length == 0 ? last : rows[^1].Id;
        }
        while (rows.Length == pageRows);
        return sums;
    }

    private async Task<string> TokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, tenant.TokenUrl) { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{tenant.ClientId}:{tenant.ClientSecret}")));
        using var response = await http.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    private static long? NumberOf(bool? truth) => truth is { } there ? there ? 1 : 0 : null;

    private static void Add(ColumnSums sums, PlainRow row)
    {
        sums.Rows++;
        var i = 0;
        foreach (var value in row.Doubles)
        {
            Add(value, sums.Add);
        }

        foreach (var value in row.Numbers)
        {
            Add(value, sums.Add);
        }

        Add(NumberOf(row.C23), sums.Add);
        Add(NumberOf(row.C24), sums.Add);
        AddText(row.C25);
        AddText(row.C26);
        AddText(row.C27?.ToString("0.00", CultureInfo.InvariantCulture));
        AddText(row.C28?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add(row.C29?.UtcTicks, sums.Add);

        void Add<T>(T? value, Action<int, T> add)
            where T : struct
        {
            if (value is { } there)
            {
                add(i++, there);
            }
            else
            {
                sums.AddNull(i++);
            }
        }

        void AddText(string? text)
        {
            if (text is null)
            {
                sums.AddNull(i++);
            }
            else
            {
                sums.Add(i++, text);
            }
        }
    }
}
