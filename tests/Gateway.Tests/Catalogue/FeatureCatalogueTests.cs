using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.Gateway.Tests.Catalogue;

public sealed class FeatureCatalogueTests
{
    [Fact]
    public async Task ListViews_Views_AreToldAsDeclared()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ListFeatureViewsRequest>(_ => Samples.Views());

        var answer = await (await gateway.GetAsync("/v1/feature-views")).JsonAsync(200);

        answer.IsJson("""
            {"featureViews":[{"name":"breast_cancer","space":"CLINIC","asset":"BREAST_CANCER",
               "entityKeys":[{"name":"sample_id","type":"string"}],
               "features":[{"name":"mean_radius","type":"double","unit":"µm"},{"name":"admitted","type":"date"}],
               "timeToLiveSeconds":5400}],
             "faults":[{"file":"broken.yaml","line":3,"description":"no name"}]}
            """);
    }

    [Fact]
    public async Task ListViews_ViewWithAllThereIs_IsToldAsDeclared()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ListFeatureViewsRequest>(_ => new ListFeatureViewsResponse
        {
            FeatureViews =
            {
                new FeatureView
                {
                    Name = "orders", Space = "SALES", Asset = "ORDERS", EventTime = "AT", ValidFrom = "DATAB", ValidTo = "DATBI", ValidToInclusive = true, DefaultPolicy = "ask",
                    EntityKeys = { new EntityKey { Name = "order", Type = ValueType.String }, new EntityKey { Name = "item", Type = ValueType.Int64 } },
                    Parameters =
                    {
                        new ViewParameter { Name = "P_YEAR", Type = ValueType.Int64, DefaultValue = new Value { Int64Value = 2026 } },
                        new ViewParameter { Name = "P_RATE", Type = ValueType.Decimal, DefaultValue = new Value { DecimalValue = "1.50" } },
                        new ViewParameter { Name = "P_X", Type = ValueType.Double, DefaultValue = new Value { DoubleValue = double.NaN } },
                        new ViewParameter { Name = "P_DAY", Type = ValueType.Date },
                    },
                    Joins =
                    {
                        new ViewJoin { Name = "customer", Space = "SALES", Asset = "CUSTOMERS", ValidFrom = "since", ValidTo = "until", Keys = { new ViewJoinKey { Key = "KUNNR", Type = ValueType.String, Column = "ID" } } },
                    },
                    Features =
                    {
                        new Feature { Name = "amount", Type = ValueType.Decimal, CurrencyFeature = "currency", Missing = MissingPolicy.Default, DefaultValue = new Value { DecimalValue = "0.00" } },
                        new Feature { Name = "currency", Type = ValueType.String, Missing = MissingPolicy.Reject },
                        new Feature { Name = "limit", Type = ValueType.Double, Join = "customer", UnitFeature = "currency", Missing = MissingPolicy.Pass },
                        new Feature { Name = "big", Type = ValueType.Bool, Missing = MissingPolicy.Default, DefaultValue = new Value { BoolValue = false } },
                    },
                },
            },
        });

        var answer = await (await gateway.GetAsync("/v1/feature-views")).JsonAsync(200);

        answer.IsJson("""
            {"featureViews":[{"name":"orders","space":"SALES","asset":"ORDERS",
               "entityKeys":[{"name":"order","type":"string"},{"name":"item","type":"int64"}],
               "features":[{"name":"amount","type":"decimal","currencyFeature":"currency","missing":"default","default":"0.00"},
                 {"name":"currency","type":"string","missing":"reject"},
                 {"name":"limit","type":"double","unitFeature":"currency","missing":"pass","join":"customer"},
                 {"name":"big","type":"bool","missing":"default","default":false}],
               "eventTime":"AT","validFrom":"DATAB","validTo":"DATBI","validToInclusive":true,"defaultPolicy":"ask",
               "parameters":[{"name":"P_YEAR","type":"int64","default":2026},{"name":"P_RATE","type":"decimal","default":"1.50"},
                 {"name":"P_X","type":"double","default":"NaN"},{"name":"P_DAY","type":"date"}],
               "joins":[{"name":"customer","space":"SALES","asset":"CUSTOMERS","keys":[{"key":"KUNNR","type":"string","column":"ID"}],
                 "validFrom":"since","validTo":"until","validToInclusive":false}]}],
             "faults":[]}
            """);
    }

    [Fact]
    public async Task ListSpaces_Spaces_AreTold()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ListSpacesRequest>(_ => new ListSpacesResponse { Spaces = { new Space { Name = "CLINIC" } } });

        (await (await gateway.GetAsync("/v1/spaces")).JsonAsync(200)).IsJson("""{"spaces":[{"name":"CLINIC"}]}""");
    }

    [Fact]
    public async Task ListAssets_UnknownSpace_IsNotFound()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<ListAssetsRequest>(() => RpcErrors.ToRpcException(new ServiceException(ErrorReason.SpaceNotFound, "No space X.")));

        var problem = await (await gateway.GetAsync("/v1/spaces/X/assets")).JsonAsync(404);

        Assert.Equal(("SPACE_NOT_FOUND", "No space X."), ((string?)problem["reason"], (string?)problem["detail"]));
        Assert.Equal("X", gateway.StandIn.Single<ListAssetsRequest>().Space);
    }

    [Fact]
    public async Task DescribeAsset_Asset_HasItsColumns()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<DescribeAssetRequest>(_ => Samples.Described());

        var answer = await (await gateway.GetAsync("/v1/spaces/CLINIC/assets/BREAST_CANCER")).JsonAsync(200);

        answer.IsJson("""
            {"space":"CLINIC","name":"BREAST_CANCER","columns":[
              {"name":"sample_id","type":"string","sourceType":"VARCHAR","nullable":false},
              {"name":"mean_radius","type":"double","sourceType":"DOUBLE","nullable":true}]}
            """);
        Assert.Equal(new DescribeAssetRequest { Space = "CLINIC", Asset = "BREAST_CANCER" }, gateway.StandIn.Single<DescribeAssetRequest>());
    }
}
