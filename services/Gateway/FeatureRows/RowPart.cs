using FedMl.Protos.Features.V1;
using Google.Protobuf;

namespace FedMl.Gateway.FeatureRows;

/// <summary>A part of a stream: columns, bytes of Arrow, or the end.</summary>
internal sealed record RowPart(ColumnBatch? Columns, ByteString? Arrow, IMessage? End);
