using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;
using Field = Apache.Arrow.Field;

namespace FedMl.Features.Batches;

/// <summary>Batches as the bytes of one Apache Arrow IPC stream.</summary>
internal sealed class ArrowBatches : IDisposable
{
    private readonly BatchSchema schema;
    private readonly Schema arrow;
    private readonly MemoryStream bytes = new();
    private readonly ArrowStreamWriter writer;
    private bool isTaken;

    public ArrowBatches(BatchSchema schema)
    {
        this.schema = schema;
        arrow = Describe(schema);
        writer = new ArrowStreamWriter(bytes, arrow, leaveOpen: true);
        writer.WriteStart();
    }

    private ReadOnlyMemory<byte> Written => bytes.GetBuffer().AsMemory(0, (int)bytes.Length);

    /// <summary>A batch, before the first of them the schema: bytes that are good until the next one is written.</summary>
    public ReadOnlyMemory<byte> Write(FeatureBatch batch)
    {
        BatchColumn[] columns =
        [
            .. schema.KeysOf(batch),
            .. batch.Times is { } times ? [new BatchColumn("", ValueType.Timestamp, times, null)] : System.Array.Empty<BatchColumn>(),
            .. schema.FeaturesOf(batch),
            .. batch.Views.Select(view => new BatchColumn("", ValueType.String, Statuses(view, batch.Count), null)),
        ];
        Begin();
        using var record = new RecordBatch(arrow, columns.Select(column => ArrowColumns.Make(column.Type, column.Values)), batch.Count);
        writer.WriteRecordBatch(record);
        return Written;
    }

    /// <summary>The stream's last bytes, with the schema where there was no batch.</summary>
    public ReadOnlyMemory<byte> End()
    {
        Begin();
        writer.WriteEnd();
        return Written;
    }

    public void Dispose()
    {
        writer.Dispose();
        bytes.Dispose();
    }

    private static Schema Describe(BatchSchema schema)
    {
        var features = new Field[schema.FeatureCount];
        foreach (var view in schema.Views)
        {
            for (var i = 0; i < view.Features.Count; i++)
            {
                features[view.Places[i]] = Describe(view.References[i], view.Features[i]);
            }
        }

        return new Schema(
            [
                .. schema.Keys.Select(key => new Field(key.Name, ArrowColumns.TypeOf(key.Column.Type), nullable: true)),
                .. schema.HasTimes ? [new Field("@time", ArrowColumns.TypeOf(ValueType.Timestamp), nullable: false)] : System.Array.Empty<Field>(),
                .. features,
                .. schema.Views.Select(view => new Field($"{view.Name}:@status", StringType.Default, nullable: false)),
            ],
            null);
    }

    private static Field Describe(string name, Views.Feature feature)
    {
        var facts = new Dictionary<string, string> { ["type"] = ValueTypes.NameOf(feature.Column.Type) };
        if (feature.Unit.Length > 0)
        {
            facts["unit"] = feature.Unit;
        }

        if (feature.Description.Length > 0)
        {
            facts["description"] = feature.Description;
        }

        return new Field(name, ArrowColumns.TypeOf(feature.Column.Type), nullable: true, facts);
    }

    private static ColumnValues<string> Statuses(BatchView view, int count)
    {
        var names = new ColumnValues<string>(count);
        for (var row = 0; row < count; row++)
        {
            names.Add(NameOf(view.Statuses is null ? ValueStatus.Present : view.Statuses[row]));
        }

        return names;
    }

    private static string NameOf(ValueStatus status) => status switch
    {
        ValueStatus.Present => "present",
        ValueStatus.Stale => "stale",
        ValueStatus.KeyAmbiguous => "key_ambiguous",
        ValueStatus.KeyInvalid => "key_invalid",
        _ => "not_found",
    };

    // The schema, written at the start, goes with the first bytes.
    private void Begin()
    {
        if (isTaken)
        {
            bytes.SetLength(0);
        }

        isTaken = true;
    }
}
