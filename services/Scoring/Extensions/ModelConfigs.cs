using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Store;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Extensions;

/// <summary>Extension <c>model_configuration</c>: how a model is served, in the words of Triton's configuration.</summary>
internal sealed class ModelConfigs(ModelStore models, TensorCheck check)
{
    /// <param name="name">Name of the model.</param>
    /// <param name="version">Version or alias; empty: the server's choice.</param>
    public ModelConfig Of(string name, string version)
    {
        using var use = models.Acquire(name, version);
        var model = use.Model;
        var rows = CountsRows(model) ? check.MaxRows(model) : 0;
        var config = new ModelConfig
        {
            Name = model.Key.Model,
            Platform = "onnxruntime_onnx",
            Backend = "onnxruntime",
            DefaultModelFilename = "model.onnx",
            MaxBatchSize = rows,
            VersionPolicy = new ModelVersionPolicy { All = new ModelVersionPolicy.Types.All() },
        };
        config.Input.AddRange(model.Inputs.Select(spec => Input(spec, rows > 0)));
        config.Output.AddRange(model.Outputs.Select(spec => Output(spec, rows > 0)));
        var serving = model.Serving;
        config.InstanceGroup.Add(new ModelInstanceGroup { Name = model.Key.Model, Count = serving.Instances, Kind = ModelInstanceGroup.Types.Kind.Cpu });
        if (serving.MaxBatchRows > 0)
        {
            config.DynamicBatching = new ModelDynamicBatching
            {
                PreferredBatchSize = { serving.MaxBatchRows },
                MaxQueueDelayMicroseconds = (ulong)serving.MaxBatchDelay.TotalMicroseconds,
            };
        }

        if (serving.Caches)
        {
            config.ResponseCache = new ModelResponseCache { Enable = true };
        }

        return config;
    }

    // A client puts the rows of all tensors into one dimension or of none.
    private static bool CountsRows(LoadedModel model) => model.Inputs.Concat(model.Outputs).All(spec => spec.HasRows);

    private static ModelInput Input(TensorSpec spec, bool hasRows) =>
        new() { Name = spec.Name, DataType = DataTypeOf(spec.Datatype), Dims = { Dims(spec, hasRows) } };

    private static ModelOutput Output(TensorSpec spec, bool hasRows) =>
        new() { Name = spec.Name, DataType = DataTypeOf(spec.Datatype), Dims = { Dims(spec, hasRows) } };

    private static IEnumerable<long> Dims(TensorSpec spec, bool hasRows) => hasRows ? spec.Shape.Skip(1) : spec.Shape;

    private static DataType DataTypeOf(Datatype datatype) => datatype switch
    {
        Datatype.BOOL => DataType.TypeBool,
        Datatype.UINT8 => DataType.TypeUint8,
        Datatype.UINT16 => DataType.TypeUint16,
        Datatype.UINT32 => DataType.TypeUint32,
        Datatype.UINT64 => DataType.TypeUint64,
        Datatype.INT8 => DataType.TypeInt8,
        Datatype.INT16 => DataType.TypeInt16,
        Datatype.INT32 => DataType.TypeInt32,
        Datatype.INT64 => DataType.TypeInt64,
        Datatype.FP16 => DataType.TypeFp16,
        Datatype.FP32 => DataType.TypeFp32,
        Datatype.FP64 => DataType.TypeFp64,
        Datatype.BYTES => DataType.TypeString,
        Datatype.BF16 => DataType.TypeBf16,
        _ => DataType.TypeInvalid,
    };
}
