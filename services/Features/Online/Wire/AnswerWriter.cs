using FedMl.Features.Wire;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Features.Online.Wire;

/// <summary>Writes an answer as GetOnlineFeaturesResponse: what is most frequent straight from its columns, the rest by its message.</summary>
internal static class AnswerWriter
{
    public static void Write(OnlineAnswer answer, SerializationContext context)
    {
        var columns = answer.Columns;
        var messages = new Column?[columns.Count];
        var sizes = new int[columns.Count];
        var size = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            messages[i] = columns[i].Type == ValueType.Double ? null : columns[i].ToMessage();
            sizes[i] = messages[i]?.CalculateSize() ?? DoubleColumn.SizeOf(columns[i]);
            size = checked(size + WireWriter.SizeOf(sizes[i]));
        }

        context.SetPayloadLength(size);
        var target = context.GetBufferWriter();
        var writer = new WireWriter(target.GetSpan(size));
        for (var i = 0; i < sizes.Length; i++)
        {
            if (messages[i] is { } message)
            {
                message.WriteTo(writer.Content(GetOnlineFeaturesResponse.ColumnsFieldNumber, sizes[i]));
            }
            else
            {
                writer.Begin(GetOnlineFeaturesResponse.ColumnsFieldNumber, sizes[i]);
                DoubleColumn.Write(ref writer, columns[i]);
            }
        }

        target.Advance(size);
        context.Complete();
    }
}
