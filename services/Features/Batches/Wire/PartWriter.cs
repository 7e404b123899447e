using FedMl.Features.Columns;
using FedMl.Features.Wire;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Features.Batches.Wire;

/// <summary>Writes a part as ScanFeaturesResponse or GetHistoricalFeaturesResponse: batches straight from their columns.</summary>
internal static class PartWriter
{
    // The parts of both have the same numbers; a test holds them against the contract.
    private const int Columns = ScanFeaturesResponse.ColumnsFieldNumber;
    private const int Arrow = ScanFeaturesResponse.ArrowFieldNumber;

    public static void Write(StreamPart part, SerializationContext context)
    {
        if (part.Columns is { } columns)
        {
            WriteColumns(columns.Schema, columns.Batch, context);
        }
        else if (part.Arrow is { } arrow)
        {
            var size = WireWriter.SizeOf(arrow.Length);
            context.SetPayloadLength(size);
            var target = context.GetBufferWriter();
            arrow.Span.CopyTo(new WireWriter(target.GetSpan(size)).Content(Arrow, arrow.Length));
            target.Advance(size);
        }
        else
        {
            context.SetPayloadLength(part.End!.CalculateSize());
            part.End.WriteTo(context.GetBufferWriter());
        }

        context.Complete();
    }

    private static void WriteColumns(BatchSchema schema, FeatureBatch batch, SerializationContext context)
    {
        ColumnField[] fields =
        [
            .. schema.KeysOf(batch).Select(key => new ColumnField(ColumnBatch.EntityKeysFieldNumber, key)),
            .. schema.FeaturesOf(batch).Select(feature => new ColumnField(ColumnBatch.FeaturesFieldNumber, feature)),
        ];
        var times = batch.Times is null ? null : new ValuesField(ColumnBatch.TimesFieldNumber, ValueType.Timestamp, batch.Times);
        var length = times?.Size ?? 0;
        foreach (var field in fields)
        {
            length = checked(length + field.Size);
        }

        var size = WireWriter.SizeOf(length);
        context.SetPayloadLength(size);
        var target = context.GetBufferWriter();
        var writer = new WireWriter(target.GetSpan(size));
        writer.Begin(Columns, length);
        foreach (var field in fields)
        {
            field.Write(ref writer);
        }

        times?.Write(ref writer);
        target.Advance(size);
    }
}
