using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests;

public sealed class ViewMetadataTests
{
    [Fact]
    public async Task List_View_TellsUnitsCurrenciesPoliciesAndValidity()
    {
        await using var features = await new RunningFeatures()
            .Data("S", "A.csv", "id,amount,CURR,weight,UOM,since,until,born\n1,5,EUR,2,KG,2020-01-01,2021-01-01,2000-01-01\n")
            .View("v.yaml", """
                name: v
                source: { space: S, asset: A }
                entity: [ { key: id, type: string } ]
                validFrom: { column: since, type: date }
                validTo: { column: until, inclusive: false }
                features:
                  - { name: amount, type: decimal, currencyColumn: CURR, missing: default, default: "0.00" }
                  - { name: currency, type: string, column: CURR, missing: reject }
                  - { name: weight, type: int64, unitColumn: UOM, missing: default, default: -1 }
                  - { name: unit, type: string, column: UOM, missing: pass }
                  - { name: born, type: date, missing: default, default: 1900-01-01 }
                  - { name: heavy, type: bool, expression: weight > 100, missing: default, default: true }
                """)
            .StartAsync();

        var view = (await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest())).FeatureViews.Single();

        Assert.Equal(("since", "until", false), (view.ValidFrom, view.ValidTo, view.ValidToInclusive));
        Assert.Equal(["currency", "", "", "", "", ""], view.Features.Select(feature => feature.CurrencyFeature));
        Assert.Equal(["", "", "unit", "", "", ""], view.Features.Select(feature => feature.UnitFeature));
        Assert.Equal(
            [MissingPolicy.Default, MissingPolicy.Reject, MissingPolicy.Default, MissingPolicy.Pass, MissingPolicy.Default, MissingPolicy.Default],
            view.Features.Select(feature => feature.Missing));
        Assert.Equal(
            [new Value { DecimalValue = "0.00" }, null, new Value { Int64Value = -1 }, null, new Value { StringValue = "1900-01-01" }, new Value { BoolValue = true }],
            view.Features.Select(feature => feature.DefaultValue));
    }

    [Fact]
    public async Task Start_ParametersOverFiles_AreRefusedWithTheReason()
    {
        await using var features = await new RunningFeatures().Data("S", "A.csv", "id,x\n1,5\n").View("v.yaml", """
            name: v
            source: { space: S, asset: A }
            entity: [ { key: id, type: string } ]
            parameters: [ { name: P_YEAR, type: int64, default: 2024 } ]
            features: [ { name: x, type: int64 } ]
            """).StartAsync();

        var fault = (await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest())).Faults.Single();

        Assert.Equal((2, "source: the source duckdb has no input parameters, and the view declares P_YEAR"), (fault.Line, fault.Description));
        Assert.Equal(ErrorReason.FeatureViewNotFound, (await features.FailsAsync(Ask(["v:x"], Texts("id", "1")))).Reason);
    }
}
