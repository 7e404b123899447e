namespace FedMl.ScoringEngine.Tensors;

/// <summary>Datatypes of the Open Inference Protocol, under its names.</summary>
public enum Datatype
{
    Unknown,
    BOOL,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    INT8,
    INT16,
    INT32,
    INT64,
    FP16,
    FP32,
    FP64,
    BYTES,
    BF16,
}
