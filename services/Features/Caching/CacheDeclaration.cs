using FedMl.Features.Views;

namespace FedMl.Features.Caching;

/// <summary>What a view's file says under <c>cache</c>.</summary>
/// <param name="TimeToLive">For how long a row answers; zero: nothing is kept.</param>
/// <param name="StaleWhileError">Whether older rows answer while the source cannot be read.</param>
/// <param name="MaxAge">Age up to which they do; null: what the configuration says.</param>
internal sealed record CacheDeclaration(TimeSpan TimeToLive, bool StaleWhileError, TimeSpan? MaxAge)
{
    private const string Off = "off";
    private const string Field = "cache";

    /// <returns>Null where the file says nothing, or something faulty.</returns>
    public static CacheDeclaration? Read(YamlFields view, Action<int, string> fault)
    {
        var item = view.Optional(Field);
        if (item is null or YamlText { Text: Off })
        {
            return item is null ? null : new CacheDeclaration(TimeSpan.Zero, StaleWhileError: false, MaxAge: null);
        }

        if (YamlFields.Of(item, $"{Field} (or {Off})", fault, "timeToLive", "staleWhileError", "maxAge") is not { } fields)
        {
            return null;
        }

        var timeToLive = fields.Required("timeToLive") is null ? null : Duration(fields, "timeToLive", fault);
        var maxAge = Duration(fields, "maxAge", fault);
        var staleWhileError = fields.Text("staleWhileError");
        if (staleWhileError is not (null or "true" or "false"))
        {
            fault(fields.LineOf("staleWhileError"), $"{Field}: staleWhileError must be true or false");
        }

        if (maxAge is not null && staleWhileError != "true")
        {
            fault(fields.LineOf("maxAge"), $"{Field}: maxAge means something only with staleWhileError: true");
        }
        else if (maxAge < timeToLive)
        {
            fault(fields.LineOf("maxAge"), $"{Field}: maxAge must be at least timeToLive");
        }

        return timeToLive is { } life ? new CacheDeclaration(life, staleWhileError == "true", maxAge) : null;
    }

    private static TimeSpan? Duration(YamlFields fields, string field, Action<int, string> fault)
    {
        var text = fields.Text(field);
        var duration = text is null ? null : Views.TimeToLive.TryParse(text);
        if (text is not null && duration is null)
        {
            fault(fields.LineOf(field), $"{Field}: {field} must be a whole number and s, m, h or d, such as 30s");
        }

        return duration;
    }
}
