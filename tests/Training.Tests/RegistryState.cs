using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Training;

/// <summary>What stands behind the stand-ins of Models and Scoring: versions, aliases, roll-outs, a champion that answers.</summary>
internal sealed class RegistryState
{
    /// <summary>By registration id.</summary>
    public Dictionary<string, RegisteredVersion> Versions { get; } = [];

    public int Registrations { get; set; }

    /// <summary>Null: there is none.</summary>
    public string? Champion { get; set; }

    public ModelState ChampionState { get; set; } = ModelState.Ready;

    /// <summary>Class and its probability that the champion gives to a value; null: a row problem.</summary>
    public Func<double, (string Label, double Probability)?> Answer { get; set; } = _ => ("plain", 0.9);

    public List<Rollout> Rollouts { get; } = [];

    public List<SetAliasRequest> Aliases { get; } = [];

    /// <summary>What Models says is wrong with every version.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Looks at a version before it is offered.</summary>
    public int NotYet { get; set; }
}

internal sealed record RegisteredVersion(string Version, string Model, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, string> Files);

internal sealed class RegistrationStandIn(RegistryState state) : RegistrationService.RegistrationServiceBase
{
    public override async Task<RegisterVersionResponse> RegisterVersion(IAsyncStreamReader<RegisterVersionRequest> requestStream, ServerCallContext context)
    {
        RegistrationStart? start = null;
        var files = new Dictionary<string, string>();
        var isWhole = false;
        await foreach (var part in requestStream.ReadAllAsync())
        {
            start ??= part.Start;
            isWhole |= part.End is not null;
            if (part.Piece is { } piece)
            {
                files[piece.Path] = files.GetValueOrDefault(piece.Path, "") + piece.Data.ToStringUtf8();
            }
        }

        Assert.True(isWhole);
        lock (state)
        {
            state.Registrations++;
            var wasThere = state.Versions.TryGetValue(start!.RegistrationId, out var known);
            known ??= new RegisteredVersion($"{state.Versions.Count + 2}", start.Model, start.Tags.ToDictionary(), files);
            state.Versions[start.RegistrationId] = known;
            return new RegisterVersionResponse { Version = known.Version, RepeatedRegistration = wasThere };
        }
    }
}

internal sealed class ModelsStandIn(RegistryState state) : ModelsService.ModelsServiceBase
{
    public override Task<ResolveAliasResponse> ResolveAlias(ResolveAliasRequest request, ServerCallContext context) =>
        state.Champion is { } champion ? Task.FromResult(new ResolveAliasResponse { Version = champion }) : throw new RpcException(new Status(StatusCode.NotFound, "none"));

    public override Task<GetModelVersionResponse> GetModelVersion(GetModelVersionRequest request, ServerCallContext context) => state.NotYet-- > 0
        ? throw new RpcException(new Status(StatusCode.NotFound, "not yet"))
        : Task.FromResult(new GetModelVersionResponse { ModelVersion = new ModelVersion { Version = request.Version, Digest = state.Problem.Length == 0 ? "d" : "", Problem = state.Problem } });
}

internal sealed class SteeringStandIn(RegistryState state) : SteeringService.SteeringServiceBase
{
    public override Task<SetAliasResponse> SetAlias(SetAliasRequest request, ServerCallContext context)
    {
        state.Aliases.Add(request);
        state.Champion = request.Version;
        return Task.FromResult(new SetAliasResponse());
    }

    public override Task<GetRolloutResponse> GetRollout(GetRolloutRequest request, ServerCallContext context) =>
        state.Rollouts.Count > 0 ? Task.FromResult(new GetRolloutResponse { Rollout = state.Rollouts[^1] }) : throw new RpcException(new Status(StatusCode.NotFound, "none"));

    public override Task<SetRolloutResponse> SetRollout(SetRolloutRequest request, ServerCallContext context)
    {
        state.Rollouts.Add(request.Rollout);
        return Task.FromResult(new SetRolloutResponse());
    }
}

internal sealed class ScoringStandIn(RegistryState state) : ScoringService.ScoringServiceBase
{
    public override Task<ListModelStatusesResponse> ListModelStatuses(ListModelStatusesRequest request, ServerCallContext context) => Task.FromResult(new ListModelStatusesResponse
    {
        Statuses = { new ModelStatus { Model = request.Model, Version = state.Champion, State = state.ChampionState, Inputs = { new SignatureInput { Name = "v", Feature = "view:value" } } } },
    });

    public override Task<ScoreResponse> Score(ScoreRequest request, ServerCallContext context)
    {
        Assert.Equal(state.Champion, request.Version);
        var values = Assert.Single(request.Records.Columns, column => column.Name == "v").Doubles.Values;
        var answers = values.Select(state.Answer).ToArray();
        return Task.FromResult(new ScoreResponse
        {
            Predictions =
            {
                new PredictionColumn { Name = "label", Width = 1, Strings = new Strings { Values = { answers.Select(a => a?.Label ?? "") } } },
                new PredictionColumn { Name = "p", Width = 2, Classes = { "other", "plain" }, Floats = new Floats { Values = { answers.SelectMany(a => new[] { 1 - (float)(a?.Probability ?? 1), (float)(a?.Probability ?? 0) }) } } },
            },
            Problems = { answers.Select((answer, row) => (answer, row)).Where(a => a.answer is null).Select(a => new RowProblem { Row = a.row }) },
        });
    }
}
