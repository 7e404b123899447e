using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>
/// Holds the tensors of a request against those that a graph takes, before any memory is taken for them. The words
/// of the messages are Triton's: clients match on them.
/// </summary>
public sealed class TensorCheck(IOptions<EngineOptions> options)
{
    /// <summary>Checks names, datatypes and shapes; orders nothing.</summary>
    /// <exception cref="ServiceException">INPUT_INVALID or ROW_COUNT_OUT_OF_RANGE with all faults.</exception>
    public void Inputs(LoadedModel model, IReadOnlyList<TensorHeader> headers)
    {
        List<Fault> faults = [];
        var name = model.Key.Model;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var spec = model.Inputs.FirstOrDefault(s => s.Name == header.Name);
            if (spec is null)
            {
                faults.Add(new Fault($"inputs[{i}]", $"unexpected inference input '{header.Name}' for model '{name}'"));
            }
            else
            {
                CheckOne(name, $"inputs[{i}]", header, spec, faults);
            }
        }

        var seen = headers.Select(h => h.Name).ToHashSet(StringComparer.Ordinal);
        faults.AddRange(model.Inputs.Where(s => !seen.Contains(s.Name)).Select(s => new Fault("inputs", $"unable to find data for input tensor '{s.Name}' for model '{name}' in request.")));
        if (seen.Count != headers.Count)
        {
            faults.Add(new Fault("inputs", "an input is there twice"));
        }

        if (faults.Count == 0)
        {
            CheckRows(model, headers, faults);
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
        }
    }

    /// <summary>The outputs to answer: those asked for, or all.</summary>
    /// <exception cref="ServiceException">INPUT_INVALID with all faults.</exception>
    public static IReadOnlyList<string> Outputs(LoadedModel model, IReadOnlyList<string> asked)
    {
        if (asked.Count == 0)
        {
            return [.. model.Outputs.Select(o => o.Name)];
        }

        Fault[] faults =
        [
            .. asked.Where(a => model.Outputs.All(o => o.Name != a)).Select(a => new Fault("outputs", $"unexpected inference output '{a}' for model '{model.Key.Model}'")),
            .. asked.GroupBy(a => a, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => new Fault("outputs", $"output '{g.Key}' already exists in request")),
        ];
        return faults.Length == 0 ? asked : throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
    }

    /// <summary>Rows of one request for a model: as many as are allowed, and no more than its widest output has room for.</summary>
    public int MaxRows(LoadedModel model) =>
        Math.Min(options.Value.MaxRowsOf(model.Key.Model), (int)Math.Max(1, options.Value.MaxTensorElements / model.WidestOutputRow));

    /// <summary>Checks what a run gave, before it is copied: a graph may make much of few inputs.</summary>
    /// <exception cref="ServiceException">RESPONSE_TOO_LARGE.</exception>
    public void Answer(IReadOnlyList<OutputTensor> outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].ElementCount > options.Value.MaxTensorElements)
            {
                throw new ServiceException(ErrorReason.ResponseTooLarge, $"Output '{outputs[i].Name}' has more than {options.Value.MaxTensorElements} elements.");
            }
        }
    }

    /// <summary>Number of elements of a shape; -1 where it is negative or too large.</summary>
    public long CountElements(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var dimension in shape)
        {
            // Zero ends the product, so every factor has to be looked at before it.
            if (dimension < 0 || dimension > options.Value.MaxTensorElements)
            {
                return -1;
            }

            count = Math.Min(count * dimension, (long)options.Value.MaxTensorElements + 1);
        }

        return count > options.Value.MaxTensorElements ? -1 : count;
    }

    private void CheckOne(string model, string field, TensorHeader header, TensorSpec spec, List<Fault> faults)
    {
        if (header.Datatype != spec.Datatype)
        {
            faults.Add(new Fault(field, $"unexpected explicit tensor data for input tensor '{header.Name}' for model '{model}' of type '{header.Datatype.Name()}', expected datatype '{spec.Datatype.Name()}'"));
        }

        if (!Fits(header.Shape, spec.Shape))
        {
            faults.Add(new Fault(field, $"unexpected shape for input '{header.Name}' for model '{model}'. Expected [{string.Join(',', spec.Shape)}], got [{string.Join(',', header.Shape)}]."));
        }
        else if (CountElements(header.Shape) < 0)
        {
            faults.Add(new Fault(field, $"input '{header.Name}' has more than {options.Value.MaxTensorElements} elements"));
        }
    }

    private static bool Fits(long[] shape, IReadOnlyList<long> expected)
    {
        if (shape.Length != expected.Count)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] < 0 || (expected[i] >= 0 && expected[i] != shape[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void CheckRows(LoadedModel model, IReadOnlyList<TensorHeader> headers, List<Fault> faults)
    {
        long? rows = null;
        foreach (var header in headers)
        {
            if (!model.Inputs.First(s => s.Name == header.Name).HasRows)
            {
                continue;
            }

            rows ??= header.Shape[0];
            if (header.Shape[0] != rows)
            {
                faults.Add(new Fault("inputs", $"input '{header.Name}' has {header.Shape[0]} rows, others have {rows}"));
            }
        }

        var most = MaxRows(model);
        if (faults.Count == 0 && rows is { } count && (count < 1 || count > most))
        {
            throw new ServiceException(ErrorReason.RowCountOutOfRange, count < 1
                ? $"a request for '{model.Key.Model}' needs at least one row"
                : $"inference request batch-size must be <= {most} for '{model.Key.Model}'");
        }
    }
}
