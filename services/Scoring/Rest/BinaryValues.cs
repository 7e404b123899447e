using System.Buffers;
using FedMl.Scoring.Grpc;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Copies the bytes of one binary tensor into the memory of a run.</summary>
internal static class BinaryValues
{
    public static void Fill(InputMemory input, ReadOnlySequence<byte> bytes, bool isOneText, List<Fault> faults)
    {
        if (input.Header.Datatype == Datatype.BYTES)
        {
            FillTexts(input, bytes, isOneText, faults);
            return;
        }

        var name = input.Header.Name;
        var size = (long)input.Elements * input.Header.Datatype.Size();
        if (bytes.Length != size)
        {
            faults.Add(input.Fault("parameters.binary_data_size", $"input byte size mismatch for input '{name}' for model '{input.Model}'. Expected {size}, got {bytes.Length}"));
            return;
        }

        var target = input.Bytes;
        bytes.CopyTo(target);
        if (input.Header.Datatype == Datatype.BOOL && target.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            faults.Add(input.Fault("parameters.binary_data_size", $"input '{name}' for model '{input.Model}' has a BOOL that is neither 0 nor 1"));
        }
    }

    private static void FillTexts(InputMemory input, ReadOnlySequence<byte> bytes, bool isOneText, List<Fault> faults)
    {
        var copy = bytes.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        try
        {
            if (copy is not null)
            {
                bytes.CopyTo(copy);
            }

            var texts = copy is null ? bytes.FirstSpan : copy.AsSpan(0, (int)bytes.Length);
            if (isOneText)
            {
                input.SetText(0, texts);
            }
            else if (RawTexts.Count(texts) is var count && count == input.Elements)
            {
                RawTexts.Fill(input.Run, input.Index, texts);
            }
            else
            {
                faults.Add(input.Fault("parameters.binary_data_size", count < 0
                    ? $"the texts of input '{input.Header.Name}' for model '{input.Model}' are cut off"
                    : $"unexpected number of string elements {count} for inference input '{input.Header.Name}', expecting {input.Elements}"));
            }
        }
        finally
        {
            if (copy is not null)
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }
    }
}
