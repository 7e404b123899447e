namespace FedMl.Features.Sources;

/// <summary>What a source does by itself.</summary>
[Flags]
internal enum SourceAbilities
{
    None = 0,

    /// <summary>Its plans may hold expressions; of another source the columns are read, and expressions computed over them.</summary>
    Expressions = 1,
}
