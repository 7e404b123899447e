// A gRPC server of the Open Inference Protocol as one would write it on Node: onnxruntime-node behind @grpc/grpc-js.
// node server.mjs PROTO_FOLDER MODELS_FOLDER; prints "ready PORT".
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import ort from 'onnxruntime-node';

const [protos, models] = process.argv.slice(2);
const { inference } = grpc.loadPackageDefinition(
  loader.loadSync('inference/open_inference.proto', { includeDirs: [protos], keepCase: true, longs: Number }));

const sessions = new Map();
for (const name of readdirSync(models)) {
  const file = join(models, name, '1', 'model.onnx');
  sessions.set(name, await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 }));
}

async function modelInfer(call, done) {
  try {
    const { model_name, inputs: [input], raw_input_contents: [raw] } = call.request;
    const session = sessions.get(model_name);
    if (session === undefined) {
      done({ code: grpc.status.NOT_FOUND, details: `no model ${model_name}` });
      return;
    }

    // A tensor needs aligned floats; where the message's bytes are not, they are copied.
    const bytes = raw.byteOffset % 4 === 0 ? raw : new Uint8Array(raw);
    const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const { y } = await session.run({ [input.name]: new ort.Tensor('float32', floats, input.shape) });
    done(null, {
      model_name,
      model_version: '1',
      outputs: [{ name: 'y', datatype: 'FP32', shape: y.dims }],
      raw_output_contents: [Buffer.from(y.data.buffer, y.data.byteOffset, y.data.byteLength)],
    });
  } catch (error) {
    done({ code: grpc.status.INTERNAL, details: String(error) });
  }
}

const server = new grpc.Server({ 'grpc.max_receive_message_length': 16 * 1024 * 1024 });
server.addService(inference.GRPCInferenceService.service, { modelInfer });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }

  console.log(`ready ${port}`);
});
