using System.Runtime.Intrinsics.X86;

namespace FedMl.SampleTrainer.Tests;

/// <summary>ML.NET adds floats in another order on a processor without AVX2: a regression's last digits differ there.</summary>
public sealed class Avx2FactAttribute : FactAttribute
{
    public Avx2FactAttribute()
    {
        if (!Avx2.IsSupported)
        {
            Skip = "The committed bytes are those of a processor with AVX2; this one has none.";
        }
    }
}
