// A client that is not ours reads Triton's extensions: @grpc/grpc-js with our protos, read at run time.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [address, protos] = process.argv.slice(2);
const definition = loader.loadSync('inference/open_inference.proto', { includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(definition).inference;
const client = new GRPCInferenceService(address, grpc.credentials.createInsecure());
const call = (method, request) => new Promise((resolve, reject) =>
  client[method](request, { deadline: Date.now() + 10_000 }, (error, answer) => (error ? reject(error) : resolve(answer))));

const model_name = 'iris';
const raw_input_contents = [Buffer.from(new Float32Array([5.1, 3.5, 1.4, 0.2, 6.3, 3.3, 6.0, 2.5]).buffer)];
const before = await call('ModelStatistics', { name: model_name });
await call('ModelInfer', { model_name, inputs: [{ name: 'X', datatype: 'FP32', shape: [2, 4] }], raw_input_contents });
const after = await call('ModelStatistics', { name: model_name });
const { config } = await call('ModelConfig', { name: model_name });
const index = await call('RepositoryIndex', { ready: true });
const load = await call('RepositoryModelLoad', { model_name }).catch(error => error.code);
const memory = await call('SystemSharedMemoryStatus', {}).catch(error => error.code);

console.log(JSON.stringify({
  input: config.input[0],
  rows: config.max_batch_size,
  kind: config.instance_group[0].kind,
  inferred: after.model_stats[0].inference_count - before.model_stats[0].inference_count,
  executed: after.model_stats[0].execution_count - before.model_stats[0].execution_count,
  batched: after.model_stats[0].batch_stats.some(batch => batch.batch_size === 2 && batch.compute_infer.count > 0),
  ready: index.models.map(model => model.name),
  load,
  memory,
}));
client.close();
