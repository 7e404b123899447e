using FedMl.Protos.Auth.V1;

namespace FedMl.ServiceDefaults.SignIn.Rights;

/// <summary>Rights that somebody has. Administrators have all of them.</summary>
public readonly record struct RightSet
{
    private readonly uint bits;

    private RightSet(uint bits) => this.bits = bits;

    /// <summary>All rights.</summary>
    public static RightSet All { get; } = new(uint.MaxValue);

    /// <summary>With one more.</summary>
    public RightSet With(Right right) => new(bits | (1u << (int)right));

    /// <summary>With all of another.</summary>
    public RightSet With(RightSet other) => new(bits | other.bits);

    /// <summary>Whether what an endpoint needs is among them.</summary>
    public bool Allows(Right needed) => needed switch
    {
        Right.Unspecified => false,
        Right.Open or Right.SignedIn => true,
        _ => Has(needed) || Has(Right.Admin),
    };

    private bool Has(Right right) => (bits & (1u << (int)right)) != 0;
}
