namespace FedMl.Features.Sources;

/// <summary>What a source does by itself.</summary>
[Flags]
internal enum SourceAbilities
{
    None = 0,

    /// <summary>Its plans may hold expressions; of another source the columns are read, and expressions computed over them.</summary>
    Expressions = 1,

    /// <summary>Its plans may have a validity; of another source such a plan is refused.</summary>
    Validity = 2,

    /// <summary>Its plans may have parameters; of another source such a plan is refused.</summary>
    Parameters = 4,

    /// <summary>Its plans may have joins; of another source each asset is read by its key, and they are joined after that.</summary>
    Joins = 8,
}
