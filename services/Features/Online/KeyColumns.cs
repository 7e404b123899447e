using FedMl.Features.Columns;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using EntityKey = FedMl.Features.Views.EntityKey;
using FeatureView = FedMl.Features.Views.FeatureView;

namespace FedMl.Features.Online;

/// <summary>The entity keys of a request, one typed column for each name that its views declare.</summary>
internal sealed class KeyColumns(FeatureRequest request, FeaturesOptions limits)
{
    private readonly Dictionary<string, ColumnValues> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<int>> wrongRows = new(StringComparer.Ordinal);

    public int RowCount { get; private set; }

    public IReadOnlyList<ColumnValues> Of(FeatureView view) => [.. view.Keys.Select(key => columns[key.Name])];

    public ColumnValues Of(EntityKey key) => columns[key.Name];

    /// <summary>The rows that have no key of a view, for a part of it is null, too long or of another type.</summary>
    public IEnumerable<int> WrongRowsOf(FeatureView view) => view.Keys.SelectMany(key => wrongRows.GetValueOrDefault(key.Name) ?? []);

    /// <summary>Reads the keys. Single rows that are wrong are no fault of the request; a column without one right row is.</summary>
    public void Read(IReadOnlyList<Column> sent)
    {
        var declared = request.Features.Keys;
        var lengths = LengthsOf(sent);
        RowCount = lengths.Count > 0 ? lengths.Max() : 0;
        CheckSize(lengths);
        RefuseRepeated(sent);
        for (var i = 0; i < sent.Count; i++)
        {
            var field = $"entity_keys[{i}]";
            switch (declared[sent[i].Name].ToArray())
            {
                case []:
                    var name = Identifier.IsValid(sent[i].Name) ? sent[i].Name : "its name";
                    request.Add(ErrorReason.EntityKeyInvalid, field, $"{name} is no entity key of the views asked for");
                    break;
                case [var key]:
                    columns[key.Name] = lengths.Count == 1 ? ReadColumn(field, key, sent[i]) : ColumnValues.Of(key.Column.Type);
                    break;
                case [var key, ..]:
                    request.Add(ErrorReason.EntityKeyInvalid, field, $"{key.Name} has another type in each of the views asked for: ask for them one by one");
                    break;
            }
        }

        foreach (var missing in declared.Where(d => sent.All(c => c.Name != d.Key)))
        {
            request.Add(ErrorReason.EntityKeyInvalid, "entity_keys", $"{missing.Key} is missing");
        }
    }

    private static HashSet<int> LengthsOf(IReadOnlyList<Column> sent)
    {
        HashSet<int> lengths = [];
        for (var i = 0; i < sent.Count; i++)
        {
            lengths.Add(KeyValues.LengthOf(sent[i]));
        }

        return lengths;
    }

    private void RefuseRepeated(IReadOnlyList<Column> sent)
    {
        if (sent.Count < 2)
        {
            return;
        }

        foreach (var same in sent.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            request.Add(ErrorReason.EntityKeyInvalid, "entity_keys", $"{(Identifier.IsValid(same.Key) ? same.Key : "a key")} is there twice");
        }
    }

    private void CheckSize(HashSet<int> lengths)
    {
        if (lengths.Count > 1)
        {
            request.Add(ErrorReason.EntityKeyInvalid, "entity_keys", $"columns differ in length: {string.Join(", ", lengths.Order())} rows");
        }
        else if (RowCount < 1 || RowCount > limits.MaxRows)
        {
            request.Add(ErrorReason.RowCountOutOfRange, "entity_keys", $"has {RowCount} rows; must have 1 to {limits.MaxRows}");
        }
        else if ((long)RowCount * request.Features.Count > limits.MaxValues)
        {
            request.Add(ErrorReason.InvalidRequest, "features", $"{RowCount} rows of {request.Features.Count} features are more than {limits.MaxValues} values");
        }
    }

    private ColumnValues ReadColumn(string field, EntityKey key, Column sent)
    {
        var values = ColumnValues.Of(key.Column.Type);
        var wrong = new List<int>();
        for (var row = 0; row < RowCount; row++)
        {
            if (!KeyValues.TryAdd(values, sent, row, limits.MaxKeyLength))
            {
                values.AddNull();
                wrong.Add(row);
            }
        }

        if (wrong.Count > 0 && wrong.Count == RowCount)
        {
            request.Add(ErrorReason.EntityKeyInvalid, field, $"{key.Name} must be {KeyValues.Describe(key.Column.Type, limits.MaxKeyLength)} and not null");
        }

        wrongRows[key.Name] = wrong;

        return values;
    }
}
