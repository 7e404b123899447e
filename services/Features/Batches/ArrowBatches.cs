using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Field = Apache.Arrow.Field;

namespace FedMl.Features.Batches;

/// <summary>Batches as the bytes of one Apache Arrow IPC stream.</summary>
internal sealed class ArrowBatches : IDisposable
{
    private readonly BatchSchema schema;
    private readonly Schema arrow;
    private readonly MemoryStream bytes = new();
    private readonly ArrowStreamWriter writer;

    public ArrowBatches(BatchSchema schema)
    {
        this.schema = schema;
        arrow = Describe(schema);
        writer = new ArrowStreamWriter(bytes, arrow, leaveOpen: true);
        writer.WriteStart();
    }

    /// <summary>A batch; before the first of them the schema.</summary>
    public ByteString Write(FeatureBatch batch)
    {
        List<IArrowArray> arrays = [.. schema.Keys.Select((key, i) => ArrowColumns.Make(key.Column.Type, batch.Keys[i], null))];
        if (batch.Times is { } times)
        {
            arrays.Add(ArrowColumns.Make(ValueType.Timestamp, times, null));
        }

        var features = new IArrowArray[schema.Views.Sum(view => view.Features.Count)];
        for (var v = 0; v < schema.Views.Count; v++)
        {
            for (var i = 0; i < schema.Views[v].Features.Count; i++)
            {
                features[schema.Views[v].Places[i]] = ArrowColumns.Make(schema.Views[v].Features[i].Column.Type, batch.Views[v].Columns[i], batch.Views[v]);
            }
        }

        arrays.AddRange(features);
        arrays.AddRange(batch.Views.Select(view => Statuses(view, batch.Count)));
        using var record = new RecordBatch(arrow, arrays, batch.Count);
        writer.WriteRecordBatch(record);
        return Take();
    }

    /// <summary>The stream's last bytes, with the schema where there was no batch.</summary>
    public ByteString End()
    {
        writer.WriteEnd();
        return Take();
    }

    public void Dispose()
    {
        writer.Dispose();
        bytes.Dispose();
    }

    private static Schema Describe(BatchSchema schema)
    {
        var features = new Field[schema.Views.Sum(view => view.Features.Count)];
        foreach (var view in schema.Views)
        {
            for (var i = 0; i < view.Features.Count; i++)
            {
                features[view.Places[i]] = Describe(view.Name, view.Features[i]);
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

    private static Field Describe(string view, Views.Feature feature)
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

        return new Field($"{view}:{feature.Name}", ArrowColumns.TypeOf(feature.Column.Type), nullable: true, facts);
    }

    private static StringArray Statuses(BatchView view, int count)
    {
        var builder = new StringArray.Builder().Reserve(count);
        for (var row = 0; row < count; row++)
        {
            builder.Append(NameOf(view.Statuses is null ? ValueStatus.Present : view.Statuses[row]));
        }

        return builder.Build();
    }

    private static string NameOf(ValueStatus status) => status switch
    {
        ValueStatus.Present => "present",
        ValueStatus.Stale => "stale",
        ValueStatus.KeyAmbiguous => "key_ambiguous",
        ValueStatus.KeyInvalid => "key_invalid",
        _ => "not_found",
    };

    private ByteString Take()
    {
        var taken = UnsafeByteOperations.UnsafeWrap(bytes.ToArray());
        bytes.SetLength(0);
        return taken;
    }
}
