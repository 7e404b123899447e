// Clients that are not ours read the stand-in of a Datasphere tenant: @odata/client signs in and asks for rows by key,
// SAP's own @sap-cloud-sdk/http-client walks the catalog and the pages.
import { executeHttpRequest } from '@sap-cloud-sdk/http-client';
import odata from '@odata/client';

const [tenant, clientId, clientSecret] = process.argv.slice(2);
const prefix = `${tenant}/api/v1/datasphere/consumption`;
const credential = { tokenUrl: `${tenant}/oauth/token`, clientId, clientSecret };
const { Authorization } = await odata.OData.New4({ serviceEndpoint: prefix, credential }).getHeaders();
const headers = { Authorization, Accept: 'application/json' };

const pages = async url => {
  const entries = [];
  for (let next = url; next;) {
    const { data } = await executeHttpRequest({ url: tenant }, { method: 'get', url: next, headers });
    entries.push(...data.value);
    next = data['@odata.nextLink'];
  }
  return entries;
};

const spaces = await pages(`${prefix}/catalog/spaces`);
const assets = await pages(`${prefix}/catalog/spaces('${spaces[0].name}')/assets`);
const asset = assets.find(one => one.name === '4CUSTOMERS');
const service = await pages(asset.assetRelationalDataUrl);
const metadata = await executeHttpRequest({ url: tenant }, { method: 'get', url: asset.assetRelationalMetadataUrl, headers: { ...headers, Accept: 'application/xml' } });
const rows = await pages(`${asset.assetRelationalDataUrl}/${service[0].url}?$select=id,revenue&$orderby=id`);

const client = odata.OData.New4({ serviceEndpoint: `${asset.assetRelationalDataUrl}/`, credential });
const filter = client.newFilter().field('id').in(['k0007', 'k2499', 'nobody']);
const found = await client.getEntitySet(service[0].name).query(client.newOptions().filter(filter).select(['id', 'revenue', 'since']));

console.log(JSON.stringify({
  spaces: spaces.map(space => space.name),
  assets: assets.map(one => one.name),
  set: service[0].name,
  properties: [...metadata.data.matchAll(/<Property Name="(\w+)" Type="([\w.]+)"/g)].map(match => `${match[1]}:${match[2]}`),
  rows: new Set(rows.map(row => row.id)).size,
  last: rows.at(-1),
  found,
}));
