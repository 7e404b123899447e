using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>A value that a row program works on: so many elements a row, of one datatype.</summary>
internal readonly record struct Slot(Datatype Datatype, int Width)
{
    public int RowBytes => Width * Datatype.Size();
}
