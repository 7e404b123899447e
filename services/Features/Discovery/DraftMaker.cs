using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Discovery;

/// <summary>Drafts feature views, with a look at some rows to guess the entity key.</summary>
internal sealed class DraftMaker(AssetLook look, IOptions<FeaturesOptions> options)
{
    private const int RowsLookedAt = 1000;
    private static readonly string[] KeyEndings = ["id", "key", "code", "number", "no", "nr"];

    /// <param name="name">Name of the view; empty: made of the asset's.</param>
    /// <param name="keys">Columns of the entity key; none: guessed.</param>
    /// <exception cref="ServiceException">INVALID_REQUEST names all faults; those of the source.</exception>
    public async Task<string> DraftAsync(AssetReference asset, string name, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (name.Length > 0 && !Identifier.IsValid(name))
        {
            throw Wrong("name", "must be a letter or _ and then up to 127 letters, digits or _");
        }

        var columns = await look.ColumnsAsync(asset, [], "keys", cancellationToken);
        var named = keys.Count == 0 ? [] : await look.ColumnsAsync(asset, keys, "keys", cancellationToken);
        Fault[] faults =
        [
            .. named.Select((column, i) => (column, i)).Where(key => !IsKeyType(key.column))
                .Select(key => new Fault($"keys[{key.i}]", $"is {ValueTypes.NameOf(key.column.Type)}; an entity key is string or int64")),
            .. named.Count == columns.Count || !columns.Any(IsKeyType) ? [new Fault("keys", "the asset needs a column of type string or int64 for the key, and others for features")] : Array.Empty<Fault>(),
        ];
        if (faults.Length > 0 || columns.Count < 2)
        {
            throw faults.Length > 0
                ? ServiceException.FromFaults(ErrorReason.InvalidRequest, "There is nothing to draft", faults)
                : Wrong("asset", "has one column only, so there is no key beside a feature");
        }

        var sample = await look.SampleAsync(asset, columns, Math.Min(RowsLookedAt, options.Value.Discovery.MaxSampleRows), cancellationToken);
        var guessed = named.Count > 0 ? named : [Guess(columns, sample.Values)];
        return FeatureViewDraft.Write(asset, name, columns, guessed, NoteOf(columns, guessed, sample.Values, isGuess: named.Count == 0));
    }

    private static ServiceException Wrong(string field, string description) =>
        ServiceException.FromFaults(ErrorReason.InvalidRequest, "There is nothing to draft", [new Fault(field, description)]);

    private static bool IsKeyType(SourceColumn column) => column.Type is ValueType.String or ValueType.Int64;

    // Unique in the rows looked at, then named like a key, then the first.
    private static SourceColumn Guess(IReadOnlyList<SourceColumn> columns, IReadOnlyList<ColumnValues> values) => columns
        .Select((column, i) => (Column: column, IsUnique: IsUnique([values[i]])))
        .Where(candidate => IsKeyType(candidate.Column))
        .OrderByDescending(candidate => candidate.IsUnique)
        .ThenByDescending(candidate => KeyEndings.Any(ending => candidate.Column.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        .First().Column;

    private static bool IsUnique(IReadOnlyList<ColumnValues> keys)
    {
        var index = new KeyIndex(keys);
        for (var row = 0; row < keys[0].Count; row++)
        {
            if (keys.Any(key => key.IsNull(row)) || index.First(keys, row) != KeyIndex.None)
            {
                return false;
            }

            index.Add(row);
        }

        return true;
    }

    private static string NoteOf(IReadOnlyList<SourceColumn> columns, IReadOnlyList<SourceColumn> keys, IReadOnlyList<ColumnValues> values, bool isGuess)
    {
        ColumnValues[] parts = [.. keys.Select(key => values[columns.ToList().IndexOf(key)])];
        var rows = parts[0].Count;
        var origin = isGuess ? "guessed; " : "";
        return IsUnique(parts)
            ? $"{origin}unique and never null in the first {rows} rows"
            : $"{origin}NOT unique or null in the first {rows} rows: such keys are ambiguous unless an event time tells the latest row";
    }
}
