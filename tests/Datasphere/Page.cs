using System.Globalization;
using System.Text.Json;

namespace FedMl.Tests.Datasphere;

/// <summary>Cuts an answer's entries into pages, as the client asks or as the server wants.</summary>
internal static class Page
{
    // Where the server has cut off. Not $skip, which a federated source does not take.
    public const string Token = "$skiptoken";

    /// <param name="target">Of the request, not decoded.</param>
    public static Answer Of<T>(SeenRequest request, string address, Behaviour behaviour, int size, IReadOnlyList<T> entries, Dictionary<string, string> options, bool isFederated, Action<Utf8JsonWriter, T> write)
    {
        var start = (options.Number("$skip") ?? 0) + (options.Number(Token) ?? 0);
        var isClientPaged = options.ContainsKey("$top");
        var end = Math.Min(entries.Count, start + Math.Min(options.Number("$top") ?? size, isClientPaged ? behaviour.MostOfTop ?? int.MaxValue : int.MaxValue));
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", "$metadata");
            if (options.GetValueOrDefault("$count") == "true")
            {
                json.WriteNumber("@odata.count", entries.Count);
            }

            json.WriteStartArray("value");
            for (var i = start; i < end; i++)
            {
                write(json, entries[i]);
            }

            json.WriteEndArray();
            if (end < entries.Count && !isClientPaged)
            {
                var link = Link(request, address, isFederated && behaviour.NextLinks >= NextLinkForm.SkipOnly ? NextLinkForm.Relative : behaviour.NextLinks, end);
                json.WriteString("@odata.nextLink", behaviour.FalseNextLink?.Invoke(link) ?? link);
            }

            json.WriteEndObject();
        });
    }

    private static string Link(SeenRequest request, string address, NextLinkForm form, int end)
    {
        var number = end.ToString(CultureInfo.InvariantCulture);
        var kept = request.Target.Split('?', 2) is [_, var query] ? query.Split('&').Where(option => !option.StartsWith(Token, StringComparison.Ordinal) && !option.StartsWith("$skip=", StringComparison.Ordinal)) : [];
        var next = string.Join('&', [.. kept, $"{Token}={number}"]);
        return form switch
        {
            NextLinkForm.Absolute => $"{address}{request.Path}?{next}",
            NextLinkForm.Relative => $"{request.Path[(request.Path.LastIndexOf('/') + 1)..]}?{next}",
            NextLinkForm.SkipOnly => $"?$skip={number}",
            _ => $"$skip={number}",
        };
    }
}
