using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Discovery;
using FedMl.Features.Online;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf.WellKnownTypes;
using FeatureView = FedMl.Features.Views.FeatureView;
using Timestamps = FedMl.Features.Columns.Timestamps;

namespace FedMl.Features.Selftest;

/// <summary>Reads the features of a key that some row of the asset has. Neither keys nor values are told.</summary>
internal sealed class SampleRead(IBusinessDataSource source, OnlineFeatures online)
{
    private const int MaxRows = 100;
    private const int MaxBytes = 1024 * 1024;

    /// <summary>At the row's own point in time it must be found.</summary>
    public async Task<Finding> ReadAsync(FeatureView view, CancellationToken cancellationToken)
    {
        var (sample, why) = await SampleAsync(view, cancellationToken);
        if (sample is null)
        {
            return Finding.NotChecked(why);
        }

        try
        {
            var statuses = await StatusesAsync(view, sample, sample.Time, cancellationToken);
            return statuses.All(status => status == ValueStatus.NotFound)
                ? Finding.Failed("a row of the asset is not found by its own key", "The key's columns may be masked or changed on the way, such as blanks cut off: compare \"rows\" of README, \"Find data\", with what you ask for.")
                : Finding.Ok(string.Join(", ", statuses.GroupBy(status => status).Select(same => $"{same.Count()} {same.Key.ToString().ToLowerInvariant()}")));
        }
        catch (ServiceException failure) when (failure.Reason == ErrorReason.EntityKeyAmbiguous)
        {
            return Finding.Failed("several rows have one key", "Name all columns that identify a row under entity, or declare eventTime so that the latest row counts.");
        }
    }

    /// <summary>Before all time nothing may be found: else the source answers as if no point in time had been asked for.</summary>
    public async Task<Finding> ReadBeforeAllAsync(FeatureView view, CancellationToken cancellationToken)
    {
        var (sample, why) = await SampleAsync(view, cancellationToken);
        if (sample?.Time is not { } found)
        {
            return Finding.NotChecked(sample is null ? why : "the row has no time");
        }

        var first = Timestamps.ToDateTimeOffset(Timestamps.Min);
        if (found <= first)
        {
            return Finding.NotChecked("the row is there since before all time");
        }

        var statuses = await StatusesAsync(view, sample, first, cancellationToken);
        return statuses.All(status => status == ValueStatus.NotFound)
            ? Finding.Ok("a row counts from its own time on, not before")
            : Finding.Failed("a row counts before its own time", "Compare the columns that the view names for time with the asset's: one may hold 0001-01-01.");
    }

    private async Task<(Sample? Sample, string Why)> SampleAsync(FeatureView view, CancellationToken cancellationToken)
    {
        if (source.Offers<IAssetSampler>() is not { } sampler)
        {
            return (null, "this source reads no row without its key");
        }

        if (view.Parameters.Count > 0)
        {
            return (null, "the view takes parameters");
        }

        var columns = await source.DescribeAssetAsync(view.Asset, cancellationToken);
        PlanColumn?[] times = [view.Times.Event?.Column, view.Times.From?.Column];
        string[] names = [.. view.Keys.Select(key => key.Column.Column), .. times.OfType<PlanColumn>().Select(time => time.Column)];
        SourceColumn[] asked = [.. names.Distinct(StringComparer.Ordinal).Select(name => columns.First(column => column.Name == name))];
        var rows = await sampler.SampleAsync(view.Asset, asked, MaxRows, MaxBytes, cancellationToken);
        for (var row = 0; row < rows.Values[0].Count; row++)
        {
            if (rows.Values.All(values => !values.IsNull(row)))
            {
                string[] texts = [.. names.Select(name => Array.FindIndex(asked, column => column.Name == name)).Select(i => ValueText.Of(rows.Values[i], row, asked[i].Type))];
                return (new Sample(texts[..view.Keys.Count], TimeOf(texts[view.Keys.Count..])), "");
            }
        }

        return (null, rows.Values[0].Count == 0 ? "the asset has no rows" : "none of the first rows has a key");
    }

    private static DateTimeOffset? TimeOf(string[] texts) =>
        texts.Length > 0 && Array.TrueForAll(texts, text => Timestamps.TryParse(text, out _))
            ? texts.Max(text => Timestamps.TryParse(text, out var time) ? Timestamps.ToDateTimeOffset(time) : default)
            : null;

    private async Task<ValueStatus[]> StatusesAsync(FeatureView view, Sample sample, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var request = new GetOnlineFeaturesRequest { AsOf = asOf is { } time ? Timestamp.FromDateTimeOffset(time) : null };
        request.Features.AddRange(view.Features.Select(feature => $"{view.Name}:{feature.Name}"));
        request.EntityKeys.AddRange(view.Keys.Zip(sample.Keys, (key, text) => key.Column.Type == ValueType.Int64
            ? new Column { Name = key.Name, Int64S = new Int64s { Values = { (long)decimal.Parse(text, CultureInfo.InvariantCulture) } } }
            : new Column { Name = key.Name, Strings = new Strings { Values = { text } } }));
        var answer = await online.GetAsync(request, deadline: null, cancellationToken);
        return [.. answer.Columns.Select(column => column.StatusOf(0))];
    }

    /// <param name="Keys">As text, one for each key of the view.</param>
    /// <param name="Time">From when on the row counts; null: always.</param>
    private sealed record Sample(string[] Keys, DateTimeOffset? Time);
}
