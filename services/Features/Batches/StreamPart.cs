using Google.Protobuf;

namespace FedMl.Features.Batches;

/// <summary>
/// A part of a stream of batches, as <see cref="Wire.PartWriter"/> writes it: one of three, whose numbers are the same in
/// the answers of all calls that stream batches.
/// </summary>
/// <param name="Columns">Rows, in the format COLUMNS.</param>
/// <param name="Arrow">Bytes, in the format ARROW; they are read before the write returns.</param>
/// <param name="End">The whole last message.</param>
internal sealed record StreamPart((BatchSchema Schema, FeatureBatch Batch)? Columns, ReadOnlyMemory<byte>? Arrow, IMessage? End);
