using FedMl.Features.Batches;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Scans;

/// <summary>A scan that was asked for and can be run.</summary>
internal sealed record FeatureScan(OpenView View, IRowScanner Scanner, ScanRequest Request, BatchSchema Schema, BatchFormat Format);
