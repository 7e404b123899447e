// A client that is not ours: @grpc/grpc-js with our protos, read at run time.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [address, protos] = process.argv.slice(2);
const load = file => grpc.loadPackageDefinition(loader.loadSync(file, { includeDirs: [protos], keepCase: true, longs: Number }));
const call = (client, method, request) => new Promise((resolve, reject) =>
  client[method](request, { deadline: Date.now() + 10_000 }, (error, answer) => (error ? reject(error) : resolve(answer))));

const { ScoringService } = load('fedml/scoring/v1/scoring.proto').fedml.scoring.v1;
const scoring = new ScoringService(address, grpc.credentials.createInsecure());
const scored = await call(scoring, 'Score', {
  model: 'breast-cancer',
  entity_keys: { columns: [{ name: 'sample_id', strings: { values: ['000001'] } }] },
});

const { GRPCInferenceService } = load('inference/open_inference.proto').inference;
const inference = new GRPCInferenceService(address, grpc.credentials.createInsecure());
const raw = Buffer.from(new Float32Array([5.1, 3.5, 1.4, 0.2]).buffer);
const inferred = await call(inference, 'ModelInfer', {
  model_name: 'iris',
  inputs: [{ name: 'X', datatype: 'FP32', shape: [1, 4] }],
  raw_input_contents: [raw],
});

console.log(JSON.stringify({
  label: scored.predictions[0].strings.values[0],
  setosa: inferred.raw_output_contents[0].subarray(4).toString(),
}));
scoring.close();
inference.close();
