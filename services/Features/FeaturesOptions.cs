using System.ComponentModel.DataAnnotations;
using FedMl.Features.Caching;
using FedMl.Features.Datasphere;
using FedMl.Features.Discovery;
using FedMl.Features.Hedging;
using FedMl.Features.Sql;
using Microsoft.Extensions.Options;

namespace FedMl.Features;

/// <summary>Where views and data are and how much of them is taken (section <c>Features</c>).</summary>
public sealed class FeaturesOptions
{
    public const string Section = "Features";

    /// <summary>Where business data is read from.</summary>
    [EnumDataType(typeof(SourceKind))]
    public SourceKind Source { get; set; } = SourceKind.DuckDb;

    /// <summary>The database that is read where <see cref="Source"/> is Sql.</summary>
    public SqlOptions Sql { get; set; } = new();

    /// <summary>The tenant of SAP Datasphere that is read where <see cref="Source"/> is OData.</summary>
    public DatasphereOptions Datasphere { get; set; } = new();

    /// <summary>Folder of feature view files (<c>*.yaml</c>, <c>*.yml</c>). Must exist when the service starts.</summary>
    [Required]
    public string FeatureViews { get; set; } = "feature-views";

    /// <summary>
    /// The business data: a folder (each sub-folder a space, each CSV or Parquet file in it an asset) or a DuckDB
    /// file (each schema a space, each table or view an asset). Must exist when the service starts and <see cref="Source"/>
    /// is DuckDb.
    /// </summary>
    [Required]
    public string Data { get; set; } = "data";

    /// <summary>Time between two looks at views and data, whatever the file system announces, milliseconds.</summary>
    [Range(50, 3_600_000)]
    public int RescanMilliseconds { get; set; } = 1000;

    /// <summary>Feature view files taken; those after it in the order of names are reported as faults.</summary>
    [Range(1, 10_000)]
    public int MaxFeatureViews { get; set; } = 1000;

    /// <summary>Size of one feature view file, bytes.</summary>
    [Range(64, 16 * 1024 * 1024)]
    public int MaxFeatureViewBytes { get; set; } = 256 * 1024;

    /// <summary>Entity keys (rows) of one request.</summary>
    [Range(1, 10_000_000)]
    public int MaxRows { get; set; } = 10_000;

    /// <summary>Features of one request.</summary>
    [Range(1, 100_000)]
    public int MaxFeatures { get; set; } = 1000;

    /// <summary>Different points in time that the rows of one request may name; each is a read of its own.</summary>
    [Range(1, 100_000)]
    public int MaxPointsInTime { get; set; } = 1000;

    /// <summary>Values of one answer: rows times features.</summary>
    [Range(1, int.MaxValue)]
    public int MaxValues { get; set; } = 1_000_000;

    /// <summary>Length of one text key, characters.</summary>
    [Range(1, 1024 * 1024)]
    public int MaxKeyLength { get; set; } = 1024;

    /// <summary>Rows of one asset that a view keeps in memory; a larger asset is queried.</summary>
    [Range(0, 100_000_000)]
    public int MaxRowsInMemory { get; set; } = 1_000_000;

    /// <summary>Size of what a view keeps in memory, bytes; a larger asset is queried.</summary>
    [Range(0, 64L * 1024 * 1024 * 1024)]
    public long MaxBytesInMemory { get; set; } = 256L * 1024 * 1024;

    /// <summary>Time that reading the rows of one view may take, seconds; what takes longer is stopped and the view refused.</summary>
    [Range(1, 86_400)]
    public int LoadTimeoutSeconds { get; set; } = 120;

    /// <summary>Memory that DuckDB may use for reading files and for assets that are queried, megabytes.</summary>
    [Range(64, 1024 * 1024)]
    public int DuckDbMegabytes { get; set; } = 1024;

    /// <summary>Threads that DuckDB may use.</summary>
    [Range(1, 256)]
    public int DuckDbThreads { get; set; } = 2;

    /// <summary>How long rows that were read are kept.</summary>
    [ValidateObjectMembers]
    public CacheOptions Cache { get; set; } = new();

    /// <summary>Whether slow reads are asked for a second time.</summary>
    [ValidateObjectMembers]
    public HedgingOptions Hedging { get; set; } = new();

    /// <summary>How much of the business data people can look at.</summary>
    [ValidateObjectMembers]
    public DiscoveryOptions Discovery { get; set; } = new();

    internal TimeSpan Rescan => TimeSpan.FromMilliseconds(RescanMilliseconds);
}
